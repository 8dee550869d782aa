import { Link } from '@tanstack/react-router'
import { CircleStop, Ellipsis, ListPlus, RotateCcw, Repeat2 } from 'lucide-react'
import { memo } from 'react'

import { paths } from '../paths.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { CopyButton } from '../ui/copy_button.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { type BulkAction, hindrance } from './bulk.ts'
import type { Execution } from '../api/execution.ts'
import { Lasting, Moment } from './moments.tsx'
import { StatusBadge } from '../history/status_badge.tsx'

/** The columns of the list, for its head and its rows alike. */
export const columns = 'grid grid-cols-[2.25rem_9.5rem_minmax(11rem,1.3fr)_minmax(7rem,0.8fr)_minmax(9rem,1.3fr)_6.5rem_6.5rem_4.5rem] items-center'

export type RowDeeds = {
  toggle: (index: number, range: boolean) => void
  focus: (index: number) => void
  act: (action: BulkAction, execution: Execution) => void
}

type RowProps = { execution: Execution; index: number; isChosen: boolean; isExact: boolean; isWide: boolean; deeds: RowDeeds }

/** Drawn anew only when what it shows has changed. */
export const ExecutionRow = memo(function ExecutionRow({ execution, index, isChosen, isExact, isWide, deeds }: RowProps) {
  const t = useTexts()
  const { arn, status, machine, started_at, stopped_at } = execution
  const checkbox = (
    <span role="gridcell" className="relative z-10 grid size-9 place-items-center">
      <input
        type="checkbox"
        checked={isChosen}
        aria-label={t('executions-choose', { name: titleOf(execution, t) })}
        onChange={() => undefined}
        onClick={(event) => deeds.toggle(index, event.shiftKey)}
        className="size-4.5 accent-clay"
      />
    </span>
  )
  const link = (
    <Link
      to={paths.execution(arn)}
      data-row={index}
      onFocus={() => deeds.focus(index)}
      className="block truncate font-semibold outline-offset-[-2px] after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:-outline-offset-3 focus-visible:after:outline-river"
    >
      <Title execution={execution} />
    </Link>
  )
  const actions = (
    <span role="gridcell" className="relative z-10 flex justify-end opacity-60 group-hover:opacity-100 focus-within:opacity-100">
      <CopyButton text={arn} />
      <Menu label={t('executions-actions-of', { name: titleOf(execution, t) })} size="small" className="w-8 px-0!" items={rowActions(execution, deeds, t)}>
        <Ellipsis aria-hidden size={16} />
      </Menu>
    </span>
  )
  if (!isWide) {
    return (
      <div role="row" aria-rowindex={index + 2} aria-selected={isChosen} className={classNames('group relative grid h-full grid-cols-[auto_1fr_auto] content-center gap-x-2 border-b border-line/60 px-2', isChosen && 'bg-clay-wash/60')}>
        {checkbox}
        <div role="gridcell" className="min-w-0">
          <div className="flex items-center gap-2">
            <StatusBadge status={status} redrives={execution.redrive_count} />
            <span className="text-xs text-soft"><Moment at={started_at} exact={isExact} /></span>
            <span className="ml-auto text-xs text-soft"><Lasting from={started_at} to={stopped_at ?? null} /></span>
          </div>
          <div className="pt-1">{link}</div>
          <div className="truncate text-sm text-soft">{machine} <Whereabouts execution={execution} /></div>
        </div>
        {actions}
      </div>
    )
  }
  return (
    <div role="row" aria-rowindex={index + 2} aria-selected={isChosen} className={classNames('group relative h-full border-b border-line/60 px-2 text-sm transition-colors', columns, isChosen ? 'bg-clay-wash/60' : 'hover:bg-ink/3')}>
      {checkbox}
      <span role="gridcell"><StatusBadge status={status} redrives={execution.redrive_count} /></span>
      <span role="gridcell" className="min-w-0 pr-4">{link}</span>
      <span role="gridcell" className="truncate pr-4 text-soft">{machine}</span>
      <span role="gridcell" className="min-w-0 truncate pr-4"><Whereabouts execution={execution} /></span>
      <span role="gridcell" className="text-soft"><Moment at={started_at} exact={isExact} /></span>
      <span role="gridcell" className="text-soft"><Lasting from={started_at} to={stopped_at ?? null} /></span>
      {actions}
    </div>
  )
})

/** What people know an execution by: the order it is about, or its name. */
function titleOf({ order, name }: Execution, t: Texts): string {
  return order ? t('executions-order', { number: String(order.number), customer: order.customer }) : name
}

function Title({ execution: { order, name } }: { execution: Execution }) {
  if (!order) return <span className="font-mono text-xs font-medium">{name}</span>
  return (
    <>
      <span className="tabular">#{order.number}</span>
      <span className="font-medium"> {order.customer}</span>
      {order.phone_end ? <span className="tabular font-normal text-soft"> ··{order.phone_end}</span> : null}
    </>
  )
}

/** Where it is, or what stopped it. */
function Whereabouts({ execution: { current, error, status } }: { execution: Execution }) {
  if (status === 'RUNNING') return current.join(', ')
  if (error) return <span className="font-medium text-chili" title={error}>{error}</span>
  return null
}

function rowActions(execution: Execution, deeds: RowDeeds, t: Texts): MenuItem[] {
  const now = Date.now()
  const item = (action: BulkAction, label: string, icon: MenuItem['icon'], danger = false): MenuItem => ({
    label,
    icon,
    danger,
    disabled: hindrance(action, execution, now) !== null,
    onChoose: () => deeds.act(action, execution),
  })
  return [
    item('redrive', t('executions-redrive'), <RotateCcw aria-hidden size={15} />),
    item('rerun', t('executions-rerun'), <Repeat2 aria-hidden size={15} />),
    item('stop', t('executions-stop'), <CircleStop aria-hidden size={15} />, true),
    { label: t('executions-copy-link'), icon: <ListPlus aria-hidden size={15} />, onChoose: () => void navigator.clipboard.writeText(location.origin + paths.execution(execution.arn)) },
  ]
}
