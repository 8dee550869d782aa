import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileUp, type LucideIcon, PencilRuler, Search, Workflow } from 'lucide-react'
import { useMemo, useState } from 'react'

import { type MachineListed, machinesQuery } from '../../api/state_machines.ts'
import { useNow } from '../../format/clock.ts'
import { formatAgo, formatNumber } from '../../format/format.ts'
import { paths } from '../../paths.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/card.tsx'
import { TextField } from '../../ui/field.tsx'
import { PageHeader } from '../../ui/page.tsx'
import { Empty, Failure, Loading, Skeleton } from '../../ui/states.tsx'
import { textLink } from '../../ui/text_link.ts'
import { countStates, readWorkflow } from '../../workflow/definition.ts'
import { allDrafts, type Draft, dropDraft } from '../drafts.ts'
import { BeginDialog, type Beginning } from './begin_dialog.tsx'
import { ImportDialog } from './import_dialog.tsx'
import { openedMachines } from './opened.ts'
import { type TemplateId, templateIds, templates } from './templates.ts'
import { useTemplateWords } from './template_words.ts'
import { WorkflowPicture } from './workflow_picture.tsx'

type Open = { what: 'import' } | { what: 'begin'; beginning: Beginning }

/** Where a workflow begins: blank, from another, or where one stopped. */
export default function StartPage() {
  const t = useTexts()
  const words = useTemplateWords()
  const machines = useQuery(machinesQuery)
  const [drafts, setDrafts] = useState(allDrafts)
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  const begin = (beginning: Beginning) => setOpen({ what: 'begin', beginning })
  const machineNames = useMemo(() => new Set(machines.data?.map((one) => one.name)), [machines.data])
  const discard = (name: string) => {
    dropDraft(name)
    setDrafts(allDrafts())
  }
  const title = (beginning: Beginning) => (beginning.kind === 'template' ? words[beginning.id].title : beginning.kind === 'imported' ? t('lifecycle-imported') : t('lifecycle-blank'))
  return (
    <>
      <PageHeader title={t('nav-studio')} detail={t('lifecycle-start-detail')} />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid gap-3 sm:grid-cols-2">
          <BeginCard icon={PencilRuler} title={t('lifecycle-blank')} detail={t('lifecycle-blank-detail')} onChoose={() => begin({ kind: 'blank' })} />
          <BeginCard icon={FileUp} title={t('lifecycle-import')} detail={t('lifecycle-import-detail')} onChoose={() => setOpen({ what: 'import' })} />
        </div>
        <div className="grid gap-5 xl:col-start-2 xl:row-span-2 xl:row-start-1">
          {drafts.length > 0 ? <Drafts drafts={drafts} machines={machineNames} onDiscard={discard} /> : null}
          <Panel flush title={t('lifecycle-machines')}>
            {machines.isError ? <Failure error={machines.error} onRetry={() => void machines.refetch()} className="mx-5 mb-5" /> : null}
            {machines.isPending ? (
              <Loading>
                <div className="grid gap-3 px-5 pb-5">
                  {Array.from({ length: 5 }, (_, index) => <Skeleton key={index} className="h-8" />)}
                </div>
              </Loading>
            ) : null}
            {machines.data ? <Machines machines={machines.data} /> : null}
          </Panel>
        </div>
        <section className="min-w-0">
          <h2 className="pb-1 text-lg">{t('lifecycle-templates')}</h2>
          <p className="pb-3 text-sm text-soft">{t('lifecycle-templates-detail')}</p>
          <ul className="grid gap-3 sm:grid-cols-2 2xl:grid-cols-3">
            {templateIds.map((id) => (
              <li key={id} className="grid first:sm:col-span-2 2xl:first:col-span-3">
                <TemplateCard id={id} onChoose={() => begin({ kind: 'template', id })} />
              </li>
            ))}
          </ul>
        </section>
      </div>
      {open?.what === 'import' ? <ImportDialog action={t('lifecycle-continue')} onImport={(imported) => begin({ kind: 'imported', imported })} onClose={close} /> : null}
      {open?.what === 'begin' ? <BeginDialog beginning={open.beginning} title={title(open.beginning)} machines={machineNames} drafts={new Set(drafts.map((one) => one.name))} onClose={close} /> : null}
    </>
  )
}

const card = 'rounded-lg border border-line bg-card text-left shadow-low transition-[border-color,box-shadow] hover:border-edge hover:shadow-mid'

function BeginCard({ icon: Icon, title, detail, onChoose }: { icon: LucideIcon; title: string; detail: string; onChoose: () => void }) {
  return (
    <button type="button" onClick={onChoose} className={`${card} flex items-center gap-4 p-4`}>
      <span aria-hidden className="grid size-12 shrink-0 place-items-center rounded-md bg-clay-wash text-clay"><Icon size={22} /></span>
      <span>
        <span className="block font-semibold">{title}</span>
        <span className="block text-sm text-soft">{detail}</span>
      </span>
    </button>
  )
}

function TemplateCard({ id, onChoose }: { id: TemplateId; onChoose: () => void }) {
  const t = useTexts()
  const { title, detail } = useTemplateWords()[id]
  const { text, type } = templates[id]
  const states = useMemo(() => {
    const workflow = readWorkflow(text)
    return workflow ? countStates(workflow) : 0
  }, [text])
  return (
    <button type="button" onClick={onChoose} className={`${card} grid grid-rows-[auto_1fr] overflow-hidden ${id === 'order' ? 'sm:grid-cols-2 sm:grid-rows-none' : ''}`}>
      <WorkflowPicture definition={text} className={`w-full bg-sunken/60 p-3 ${id === 'order' ? 'h-44 border-b border-line sm:h-60 sm:border-r sm:border-b-0' : 'h-44 border-b border-line'}`} />
      <span className="grid content-start gap-1 p-4">
        <span className="font-semibold">{title}</span>
        <span className="text-sm text-soft">{detail}</span>
        <span className="tabular pt-1 text-xs text-soft">
          {t('lifecycle-states', { n: formatNumber(states), count: states })}
          {' · '}
          {type === 'EXPRESS' ? t('studio-express') : t('studio-standard')}
        </span>
      </span>
    </button>
  )
}

type DraftsProps = { drafts: readonly Draft[]; machines: ReadonlySet<string>; onDiscard: (name: string) => void }

function Drafts({ drafts, machines, onDiscard }: DraftsProps) {
  const t = useTexts()
  const now = useNow()
  const [leaving, setLeaving] = useState<string | null>(null)
  return (
    <Panel flush title={t('lifecycle-drafts')} detail={t('lifecycle-drafts-detail')}>
      <ul className="divide-y divide-line border-t border-line">
        {drafts.map((draft) => (
          <li key={draft.name} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 py-2.5">
            <div className="min-w-0 flex-1">
              <Link to={paths.studio(draft.name)} className={`${textLink} block truncate`}>{draft.name}</Link>
              <span className="text-sm text-soft">
                {leaving === draft.name ? t('lifecycle-draft-discard-sure') : `${machines.has(draft.name) ? t('lifecycle-draft-of') : t('lifecycle-draft-new')} · ${formatAgo(draft.at, now)}`}
              </span>
            </div>
            {leaving === draft.name ? (
              <>
                <Button size="small" kind="danger" onClick={() => onDiscard(draft.name)}>{t('lifecycle-draft-discard')}</Button>
                <Button size="small" onClick={() => setLeaving(null)}>{t('lifecycle-draft-stay')}</Button>
              </>
            ) : (
              <Button size="small" kind="quiet" aria-label={t('lifecycle-draft-discard-of', { name: draft.name })} onClick={() => setLeaving(draft.name)}>{t('lifecycle-draft-discard')}</Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Of more machines than this one is searched for. */
const SEARCHED_FROM = 8

function Machines({ machines }: { machines: readonly MachineListed[] }) {
  const t = useTexts()
  const now = useNow()
  const [query, setQuery] = useState('')
  const [opened] = useState(openedMachines)
  const last = (machine: MachineListed) => opened.get(machine.name) ?? 0
  const shown = machines.filter((one) => one.name.toLowerCase().includes(query.toLowerCase())).sort((one, other) => last(other) - last(one) || other.creationDate - one.creationDate)
  if (machines.length === 0) return <Empty icon={<Workflow />} title={t('lifecycle-machines-none')}>{t('lifecycle-machines-none-detail')}</Empty>
  return (
    <>
      {machines.length > SEARCHED_FROM ? (
        <TextField hiddenLabel label={t('lifecycle-machines-search')} placeholder={t('lifecycle-machines-search')} type="search" before={<Search size={17} />} value={query} onChange={(event) => setQuery(event.target.value)} className="px-5 pb-3" />
      ) : null}
      {shown.length === 0 ? <p className="px-5 pb-5 text-soft">{t('lifecycle-machines-none-found', { query })}</p> : null}
      <ul className="max-h-112 divide-y divide-line overflow-y-auto border-t border-line">
        {shown.map((machine) => {
          const at = opened.get(machine.name)
          return (
            <li key={machine.stateMachineArn}>
              <Link to={paths.studio(machine.name)} className="flex items-center gap-3 px-5 py-2.5 no-underline -outline-offset-3 transition-colors hover:bg-ink/4">
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-semibold">{machine.name}</span>
                  {at === undefined ? null : <span className="block text-xs text-soft">{t('lifecycle-opened', { ago: formatAgo(at, now) })}</span>}
                </span>
                <Badge tone={machine.type === 'STANDARD' ? 'active' : 'special'}>{machine.type === 'STANDARD' ? t('studio-standard') : t('studio-express')}</Badge>
              </Link>
            </li>
          )
        })}
      </ul>
    </>
  )
}
