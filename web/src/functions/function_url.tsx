import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { ConfirmByName } from '../ui/confirm_by_name.tsx'
import { CopyButton } from '../ui/copy_button.tsx'
import { Checkbox, Segments } from '../ui/field.tsx'
import { Failure, Loading, Skeleton } from '../ui/states.tsx'
import { textLink } from '../ui/text_link.ts'
import { useToasts } from '../ui/toast.tsx'
import { createUrl, deleteUrl, type FunctionUrl as Url, urlsQuery } from './lambda.ts'

/** An address over HTTP that calls the function. */
export function FunctionUrl({ name }: { name: string }) {
  const t = useTexts()
  const urls = useQuery(urlsQuery(name))
  return (
    <Panel title={t('functions-url')} detail={t('functions-url-detail')}>
      {urls.isError ? <Failure error={urls.error} onRetry={() => void urls.refetch()} /> : null}
      {urls.isPending ? (
        <Loading>
          <Skeleton className="h-24" />
        </Loading>
      ) : null}
      {urls.data?.[0] ? <KnownUrl name={name} url={urls.data[0]} /> : null}
      {urls.data?.length === 0 ? <NewUrl name={name} /> : null}
    </Panel>
  )
}

function KnownUrl({ name, url }: { name: string; url: Url }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [isDeleting, setDeleting] = useState(false)
  const deleting = useMutation({
    mutationFn: () => deleteUrl(name),
    onSuccess: async () => {
      setDeleting(false)
      toasts.done(t('functions-url-deleted'))
      await queries.invalidateQueries({ queryKey: urlsQuery(name).queryKey })
    },
  })
  return (
    <div className="grid gap-3">
      <div className="flex items-center gap-2">
        <a href={url.FunctionUrl} target="_blank" rel="noreferrer" className={`${textLink} min-w-0 flex-1 text-sm break-all`}>{url.FunctionUrl}</a>
        <CopyButton text={url.FunctionUrl} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={url.AuthType === 'NONE' ? 'warning' : 'good'}>{url.AuthType === 'NONE' ? t('functions-url-open') : t('functions-url-signed')}</Badge>
        {url.InvokeMode === 'RESPONSE_STREAM' ? <Badge>{t('functions-url-streams')}</Badge> : null}
        <Button size="small" kind="quiet" icon={<Trash2 aria-hidden size={16} />} onClick={() => setDeleting(true)}>{t('functions-url-delete')}</Button>
      </div>
      {isDeleting ? (
        <ConfirmByName title={t('functions-url-delete')} name={name} action={t('functions-url-delete')} busy={deleting.isPending} error={deleting.error} onConfirm={() => deleting.mutate()} onClose={() => setDeleting(false)}>
          {t('functions-url-delete-why')}
        </ConfirmByName>
      ) : null}
    </div>
  )
}

function NewUrl({ name }: { name: string }) {
  const t = useTexts()
  const queries = useQueryClient()
  const [auth, setAuth] = useState<Url['AuthType']>('AWS_IAM')
  const [streams, setStreams] = useState(false)
  const making = useMutation({
    mutationFn: () => createUrl(name, { AuthType: auth, InvokeMode: streams ? 'RESPONSE_STREAM' : 'BUFFERED' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: urlsQuery(name).queryKey }),
  })
  return (
    <div className="grid justify-items-start gap-4">
      <Segments
        label={t('functions-url-who')}
        value={auth}
        onChange={setAuth}
        choices={[
          { value: 'AWS_IAM', label: t('functions-url-signed') },
          { value: 'NONE', label: t('functions-url-open') },
        ]}
      />
      <Checkbox label={t('functions-url-streams')} checked={streams} onChange={(event) => setStreams(event.target.checked)} />
      {making.error ? <Failure error={making.error} /> : null}
      <Button busy={making.isPending} icon={<Link2 aria-hidden size={17} />} onClick={() => making.mutate()}>{t('functions-url-create')}</Button>
    </div>
  )
}
