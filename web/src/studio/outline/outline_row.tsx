import { ChevronRight, CircleAlert, CornerDownRight, Ellipsis, Plus, TriangleAlert } from 'lucide-react'
import { memo, useMemo } from 'react'

import { type Texts, useTexts } from '../../texts/texts.tsx'
import { classNames } from '../../ui/class_names.ts'
import { anchorOf } from '../../ui/popover.tsx'
import type { State, StateId } from '../../workflow/definition.ts'
import { StatePlate } from '../../workflow/flow_node.tsx'
import type { Path } from '../../workflow/syntax.ts'
import { useActions } from '../canvas/actions.ts'
import { RenameField } from '../canvas/rename_field.tsx'
import { useUnderWay } from '../canvas/workbench.ts'
import { problemsOf } from '../problems/problems_of.ts'
import { useStudio } from '../session_context.tsx'
import type { Row } from './rows.ts'

type OutlineRowProps = {
  row: Row
  isChosen: boolean
  /** Nothing here is within anything: there is nothing to open. */
  isFlat: boolean
  /** The tab key comes here; arrows go on. */
  isEntry: boolean
  onToggle: (key: string, isOpen: boolean) => void
  onChoose: (state: StateId, isAdded: boolean) => void
  onInsert: (scope: Path, target: EventTarget) => void
}

const INDENT = 14

export function OutlineRow({ row, isChosen, isFlat, isEntry, onToggle, onChoose, onInsert }: OutlineRowProps) {
  const isState = row.kind === 'state'
  return (
    <div
      role="treeitem"
      data-row={row.key}
      tabIndex={isEntry ? 0 : -1}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.size}
      aria-expanded={row.isOpen ?? undefined}
      aria-selected={isState ? isChosen : undefined}
      onClick={(event) => {
        if (isState) onChoose(row.state.id, event.shiftKey || event.ctrlKey || event.metaKey)
        else if (row.isOpen === null) onInsert(row.scope.path, event.currentTarget)
        else onToggle(row.key, !row.isOpen)
      }}
      style={{ paddingLeft: 4 + (row.level - 1) * INDENT }}
      className={classNames(
        'group relative flex min-h-11 cursor-pointer items-center gap-2 rounded-sm pr-1.5 -outline-offset-3 [contain-intrinsic-size:auto_44px] [content-visibility:auto]',
        isChosen ? 'bg-river-wash' : 'hover:bg-ink/5',
      )}
    >
      {isFlat ? null : <Chevron row={row} onToggle={onToggle} />}
      {isState ? <StateWords state={row.state} isStart={row.isStart} isChosen={isChosen} onChoose={onChoose} /> : <ScopeWords row={row} />}
    </div>
  )
}

function Chevron({ row, onToggle }: { row: Row; onToggle: OutlineRowProps['onToggle'] }) {
  if (row.isOpen === null) return <span className="w-4 shrink-0" />
  return (
    <span
      aria-hidden
      onClick={(event) => {
        event.stopPropagation()
        onToggle(row.key, !row.isOpen)
      }}
      className="grid h-8 w-4 shrink-0 place-items-center text-soft"
    >
      <ChevronRight size={15} className={classNames('transition-transform', row.isOpen && 'rotate-90')} />
    </span>
  )
}

function ScopeWords({ row }: { row: Extract<Row, { kind: 'scope' }> }) {
  const t = useTexts()
  return (
    <>
      <CornerDownRight aria-hidden size={14} className="shrink-0 text-soft" />
      <span className="min-w-0 flex-1 truncate text-sm text-soft">{row.branch === null ? t('canvas-outline-each') : t('canvas-outline-branch', { n: row.branch })}</span>
      {row.isOpen === null ? (
        <span className="flex items-center gap-1 text-2xs font-semibold text-soft">
          <Plus aria-hidden size={13} />
          {t('canvas-outline-nothing')}
        </span>
      ) : null}
    </>
  )
}

type StateWordsProps = { state: State; isStart: boolean; isChosen: boolean; onChoose: OutlineRowProps['onChoose'] }

const StateWords = memo(function StateWords({ state, isStart, isChosen, onChoose }: StateWordsProps) {
  const t = useTexts()
  const actions = useActions()
  const isRenamed = useUnderWay(({ question }) => question?.kind === 'rename' && question.surface === 'outline' && question.state === state.id)
  const problems = useStudio(problemsOf)
  const problem = useMemo(() => problems.filter((one) => one.state === state.id).sort((one, other) => one.severity.localeCompare(other.severity))[0], [problems, state.id])
  const leads = leadsOf(state, t)
  return (
    <>
      <StatePlate kind={state.type} className="size-7!" />
      {isRenamed ? (
        <RenameField state={state} className="min-w-0 flex-1" />
      ) : (
        <span className="min-w-0 flex-1 py-1" onDoubleClick={() => actions.inspect()}>
          <span className="block truncate text-sm font-semibold">{state.name}</span>
          <span className="line-clamp-2 text-2xs text-soft">
            {state.type}
            {isStart ? `, ${t('canvas-outline-starts')}` : ''}
            {leads ? ` · ${leads}` : ''}
          </span>
          {problem ? <span className="sr-only">{`, ${problem.severity === 'ERROR' ? t('studio-error') : t('studio-warning')}: ${problem.message}`}</span> : null}
        </span>
      )}
      {problem ? problem.severity === 'ERROR' ? <CircleAlert aria-hidden size={16} className="shrink-0 text-chili" /> : <TriangleAlert aria-hidden size={16} className="shrink-0 text-sun" /> : null}
      <button
        type="button"
        tabIndex={-1}
        aria-label={t('canvas-menu', { state: state.name })}
        title={t('canvas-menu-short')}
        onClick={(event) => {
          event.stopPropagation()
          if (!isChosen) onChoose(state.id, false)
          actions.askWhatToDo(anchorOf(event.currentTarget))
        }}
        className={classNames('grid size-7 shrink-0 place-items-center rounded-sm text-soft hover:bg-ink/7 hover:text-ink pointer-coarse:opacity-100', isChosen ? 'opacity-100' : 'opacity-0 group-hover:opacity-100')}
      >
        <Ellipsis aria-hidden size={16} />
      </button>
    </>
  )
})

/** Where a state leads, in words. */
function leadsOf(state: State, t: Texts): string {
  const ways = state.transitions.map(({ kind, label, to }) => {
    switch (kind) {
      case 'next':
        return t('canvas-leads-next', { to })
      case 'default':
        return t('canvas-leads-default', { to })
      case 'choice':
        return t('canvas-leads-choice', { rule: label, to })
      case 'catch':
        return t('canvas-leads-catch', { errors: label, to })
    }
  })
  return [...ways, ...(state.isEnd ? [t('canvas-leads-end')] : [])].join(' · ')
}
