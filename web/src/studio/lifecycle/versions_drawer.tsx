import { useQuery } from '@tanstack/react-query'
import { GitCompareArrows, RotateCcw, Tag } from 'lucide-react'

import { aliasesQuery, lastOf, machineQuery, type Route, versionsQuery } from '../../api/state_machines.ts'
import { formatMoment } from '../../format/format.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select } from '../../ui/field.tsx'
import { Empty, Failure, Loading, Skeleton } from '../../ui/states.tsx'
import { useToasts } from '../../ui/toast.tsx'
import type { Saved } from '../session.ts'
import { useSession, useStudio } from '../session_context.tsx'
import { compared, NOW, readCompared, SAVED } from './compared.ts'
import { Comparison } from './comparison.tsx'

type VersionsDrawerProps = { compare: string; onCompare: (compare: string | undefined) => void }

/** What the machine was before: its versions, what leads to them, and what became of them since. */
export default function VersionsDrawer({ compare, onCompare }: VersionsDrawerProps) {
  const t = useTexts()
  const saved = useStudio((state) => state.saved)
  const close = () => onCompare(undefined)
  return (
    <Dialog title={t('lifecycle-versions')} shape="drawer" size="wide" onClose={close}>
      {saved ? <Versions saved={saved} compare={compare} onCompare={onCompare} /> : <Empty icon={<Tag />} title={t('lifecycle-versions-unsaved')}>{t('lifecycle-versions-unsaved-detail')}</Empty>}
    </Dialog>
  )
}

function Versions({ saved, compare, onCompare }: VersionsDrawerProps & { saved: Saved }) {
  const t = useTexts()
  const toasts = useToasts()
  const session = useSession()
  const text = useStudio((state) => state.text)
  const versions = useQuery(versionsQuery(saved.arn))
  const aliases = useQuery(aliasesQuery(saved.arn))
  const { from, to } = readCompared(compare)
  const isVersion = (side: string) => side !== NOW && side !== SAVED
  const before = useQuery({ ...machineQuery(`${saved.arn}:${from}`), enabled: isVersion(from) })
  const after = useQuery({ ...machineQuery(`${saved.arn}:${to}`), enabled: isVersion(to) })
  const failed = [versions, aliases, before, after].find((one) => one.isError)
  const titleOf = (side: string) => (side === NOW ? t('lifecycle-side-now') : side === SAVED ? t('lifecycle-side-saved') : t('lifecycle-version-n', { n: side }))
  const textOf = (side: string, read: string | undefined) => (side === NOW ? text : side === SAVED ? saved.text : read)
  const beforeText = textOf(from, before.data?.definition)
  const afterText = textOf(to, after.data?.definition)
  const choices = [NOW, SAVED, ...(versions.data?.map((one) => lastOf(one.stateMachineVersionArn)) ?? [])]
  const restore = (title: string, definition: string) => {
    session.replace(definition)
    toasts.done(t('lifecycle-restored', { title }))
    onCompare(undefined)
  }
  return (
    <div className="grid gap-6">
      {failed ? <Failure error={failed.error} onRetry={() => void failed.refetch()} /> : null}
      <section aria-label={t('lifecycle-versions')} className="grid gap-2">
        {versions.isPending ? <Loading><Skeleton className="h-24" /></Loading> : null}
        {versions.data?.length === 0 ? <p className="rounded-md bg-sunken px-4 py-3 text-soft">{t('lifecycle-versions-none')}</p> : null}
        <ul className="max-h-64 divide-y divide-line overflow-y-auto rounded-lg border border-line empty:hidden">
          {versions.data?.map(({ stateMachineVersionArn: arn, creationDate }) => (
            <li key={arn} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <span className="font-semibold">{t('lifecycle-version-n', { n: lastOf(arn) })}</span>
              <span className="text-sm text-soft">{formatMoment(creationDate * 1_000)}</span>
              <span className="flex min-w-0 flex-1 flex-wrap gap-1.5">
                {aliases.data?.flatMap(({ name, routingConfiguration }) => routeTo(arn, routingConfiguration).map(({ weight }) => <Badge key={name} tone="brand">{weight === 100 ? name : t('lifecycle-alias-weight', { name, weight })}</Badge>))}
              </span>
              <Button size="small" kind="quiet" icon={<GitCompareArrows aria-hidden size={15} />} onClick={() => onCompare(compared(lastOf(arn), NOW))}>{t('lifecycle-compare')}</Button>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={t('lifecycle-compare')} className="grid gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Select label={t('lifecycle-compare-from')} value={from} onChange={(event) => onCompare(compared(event.target.value, to))}>
            {choices.map((side) => <option key={side} value={side} disabled={side === to}>{titleOf(side)}</option>)}
          </Select>
          <Select label={t('lifecycle-compare-to')} value={to} onChange={(event) => onCompare(compared(from, event.target.value))}>
            {choices.map((side) => <option key={side} value={side} disabled={side === from}>{titleOf(side)}</option>)}
          </Select>
        </div>
        {beforeText === undefined || afterText === undefined ? (
          failed ? null : <Loading><Skeleton className="h-72" /></Loading>
        ) : (
          <>
            <Comparison before={{ title: titleOf(from), text: beforeText }} after={{ title: titleOf(to), text: afterText }} />
            {from !== NOW && beforeText !== text ? (
              <div className="flex flex-wrap items-center gap-3">
                <Button icon={<RotateCcw aria-hidden size={16} />} onClick={() => restore(titleOf(from), beforeText)}>{t('lifecycle-restore', { title: titleOf(from) })}</Button>
                <span className="text-sm text-soft">{t('lifecycle-restore-hint')}</span>
              </div>
            ) : null}
          </>
        )}
      </section>
    </div>
  )
}

function routeTo(version: string, routes: readonly Route[]): Route[] {
  return routes.filter((route) => route.stateMachineVersionArn === version && route.weight > 0)
}
