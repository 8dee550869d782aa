import { useQuery } from '@tanstack/react-query'
import { Bot, Play, Search } from 'lucide-react'

import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { CopyButton } from '../ui/copy_button.tsx'
import { TextField } from '../ui/field.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { type Model, modelsQuery, talks } from './models_query.ts'
import { TryModel } from './try_model.tsx'
import { accessTones, accessWords, backendWords, remedy, usedByWords } from './words.ts'

/** Which models answer under which names, what really stands behind each, and whether it may be asked. */
export default function ModelsPage() {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const query = search.q ?? ''
  const models = useQuery(modelsQuery)
  const shown = models.data?.filter((one) => `${one.id} ${one.name} ${one.provider} ${one.backend}`.toLowerCase().includes(query.toLowerCase())) ?? []
  const tried = models.data?.find((one) => one.id === search.try)
  return (
    <>
      <PageHeader title={t('models-title')} detail={t('models-detail')} />
      <TextField
        hiddenLabel
        label={t('models-search')}
        placeholder={t('models-search')}
        type="search"
        before={<Search size={17} />}
        className="w-full pb-4 sm:w-80"
        value={query}
        onChange={(event) => change({ q: event.target.value || undefined })}
      />
      {models.isError ? <Failure error={models.error} onRetry={() => void models.refetch()} /> : null}
      {models.isPending ? (
        <Loading>
          <div className="grid gap-3">
            {Array.from({ length: 5 }, (_, index) => (
              <Skeleton key={index} className="h-28" />
            ))}
          </div>
        </Loading>
      ) : null}
      {models.data && shown.length === 0 ? (
        <Card>
          {query ? (
            <Empty icon={<Search />} title={t('models-none-found', { query })} action={<Button onClick={() => change({ q: undefined })}>{t('models-show-all')}</Button>} />
          ) : (
            <Empty icon={<Bot />} title={t('models-none')}>{t('models-none-detail')}</Empty>
          )}
        </Card>
      ) : null}
      <ul className="grid gap-3">
        {shown.map((model) => (
          <li key={model.id}>
            <ModelCard model={model} onTry={() => change({ try: model.id })} />
          </li>
        ))}
      </ul>
      {tried && talks(tried) ? <TryModel model={tried} onClose={() => change({ try: undefined })} /> : null}
    </>
  )
}

function ModelCard({ model, onTry }: { model: Model; onTry: () => void }) {
  const t = useTexts()
  const advice = remedy(model.access, t)
  const users = usedByWords(model, t)
  return (
    <Card className="grid gap-4 p-5 md:grid-cols-[minmax(0,1fr)_16rem_auto] md:items-center">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h2 className="text-lg">{model.name}</h2>
          <Badge tone={accessTones[model.access]}>{accessWords(model.access, t)}</Badge>
          {users.map((user) => (
            <Badge key={user} tone="brand">{user}</Badge>
          ))}
        </div>
        <p className="flex min-w-0 items-center gap-1">
          <code className="min-w-0 truncate font-mono text-sm text-soft">{model.id}</code>
          <CopyButton text={model.id} />
        </p>
        {advice ? <p className="max-w-2xl text-sm text-sun">{advice}</p> : null}
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-3 gap-y-1 text-sm">
        <dt className="text-soft">{t('models-provider')}</dt>
        <dd className="break-words">{model.provider}</dd>
        <dt className="text-soft">{t('models-backend')}</dt>
        <dd>{backendWords(model.backend, t)}</dd>
        {model.endpoint ? (
          <>
            <dt className="text-soft">{t('models-endpoint')}</dt>
            <dd className="font-mono text-xs leading-5 break-all">{model.endpoint}</dd>
          </>
        ) : null}
        <dt className="text-soft">{t('models-gives')}</dt>
        <dd>{!talks(model) ? t('models-gives-vectors') : model.streaming ? t('models-gives-stream') : t('models-gives-text')}</dd>
      </dl>
      {talks(model) ? (
        <Button icon={<Play aria-hidden size={16} />} disabled={model.access !== 'granted'} onClick={onTry}>
          {t('models-try')}
        </Button>
      ) : (
        <span className="w-28 max-md:hidden" />
      )}
    </Card>
  )
}
