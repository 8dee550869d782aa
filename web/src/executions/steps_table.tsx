import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'

import { formatExactTime } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { stateIcons } from '../workflow/state_icons.tsx'
import { isStateType } from '../workflow/definition.ts'
import { Lasting } from './moments.tsx'
import { StepBadge } from '../history/status_badge.tsx'
import { type Step, type Steps, treeOrder } from '../history/steps.ts'

const ROW_HEIGHT = 40
const columns = 'grid min-w-[44rem] grid-cols-[minmax(14rem,2fr)_6rem_9rem_8rem_7rem_6rem] items-center px-4'
/** A step is set in by so much for each that it is within. */
const INDENT_REM = 1.25

type StepsTableProps = { steps: Steps; selected: number | null; onSelect: (step: number) => void }

/** Every visit of a state, a row each. */
export function StepsTable({ steps, selected, onSelect }: StepsTableProps) {
  const t = useTexts()
  const rows = useMemo(() => treeOrder(steps), [steps])
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => ROW_HEIGHT, overscan: 12, scrollPaddingStart: ROW_HEIGHT })
  const index = rows.findIndex((row) => row.id === selected)
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index)
  }, [index, virtual])
  const head = 'text-left text-xs font-semibold text-soft'
  return (
    <div ref={box} role="grid" tabIndex={0} aria-label={t('executions-view-table')} aria-rowcount={rows.length + 1} className="max-h-[calc(100dvh-14rem)] overflow-auto rounded-lg border border-line bg-card shadow-low">
      <div role="rowgroup" className="sticky top-0 z-[1] border-b border-line bg-card">
        <div role="row" aria-rowindex={1} className={classNames('h-10', columns)}>
          <span role="columnheader" className={head}>{t('executions-column-state')}</span>
          <span role="columnheader" className={head}>{t('executions-column-type')}</span>
          <span role="columnheader" className={head}>{t('executions-column-status')}</span>
          <span role="columnheader" className={head}>{t('executions-column-started')}</span>
          <span role="columnheader" className={head}>{t('executions-column-duration')}</span>
          <span role="columnheader" className={head}>{t('executions-column-attempts')}</span>
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const step = rows[item.index]
          return step ? (
            <div key={step.id} role="presentation" className="absolute inset-x-0 top-0" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
              <Row step={step} index={item.index} isSelected={step.id === selected} onSelect={onSelect} />
            </div>
          ) : null
        })}
      </div>
    </div>
  )
}

type RowProps = { step: Step; index: number; isSelected: boolean; onSelect: (step: number) => void }

function Row({ step, index, isSelected, onSelect }: RowProps) {
  return (
    <div role="row" aria-rowindex={index + 2} aria-selected={isSelected} className={classNames('relative h-full border-b border-line/60 text-sm hover:bg-ink/3', columns, isSelected && 'bg-river-wash')}>
      <span role="gridcell" className="min-w-0" style={{ paddingLeft: `${step.depth * INDENT_REM}rem` }}>
        <StepName step={step} isSelected={isSelected} onSelect={onSelect} />
      </span>
      <span role="gridcell" className="text-soft">{step.type}</span>
      <span role="gridcell"><StepBadge status={step.status} /></span>
      <span role="gridcell" className="tabular text-soft">{formatExactTime(step.entered)}</span>
      <span role="gridcell" className="text-soft"><Lasting from={step.entered} to={step.left} /></span>
      <span role="gridcell" className={classNames('tabular', step.attempts.length > 1 ? 'font-semibold text-sun' : 'text-soft')}>{step.attempts.length || ''}</span>
    </div>
  )
}

/** A step's name with its place, as a button that reaches over its row. */
export function StepName({ step, isSelected, onSelect }: { step: Step; isSelected: boolean; onSelect: (step: number) => void }) {
  const t = useTexts()
  const Icon = isStateType(step.type) ? stateIcons[step.type] : null
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      onClick={() => onSelect(step.id)}
      className="flex w-full min-w-0 items-center gap-2 text-left font-semibold after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:-outline-offset-3 focus-visible:after:outline-river"
    >
      {Icon ? <Icon aria-hidden size={15} className="shrink-0 text-soft" /> : null}
      {step.iteration === null ? null : <span className="tabular shrink-0 rounded-xs bg-sunken px-1 text-2xs text-soft" title={t('executions-iteration', { n: step.iteration })}>{step.iteration}</span>}
      <span className="truncate">{step.state}</span>
      {step.visit > 1 ? <span className="tabular shrink-0 text-2xs font-medium text-soft">{t('executions-visit', { n: step.visit })}</span> : null}
    </button>
  )
}
