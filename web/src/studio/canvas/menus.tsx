import { Unplug } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'

import { type Texts, useTexts } from '../../texts/texts.tsx'
import { classNames } from '../../ui/class_names.ts'
import { type Anchor, Popover } from '../../ui/popover.tsx'
import type { StateId } from '../../workflow/definition.ts'
import type { FlowEdge } from '../../workflow/layout.ts'
import { useStudio } from '../session_context.tsx'
import { actionsFor } from './action_list.tsx'
import { useActions } from './actions.ts'
import { placeOn, type Way, waysOut } from './places.ts'
import { useWorkbench } from './workbench.ts'

type Line = { id: string; label: ReactNode; icon?: ReactNode; keys?: string; isDangerous?: boolean; run: () => void }

/** A list of things to do, as a menu of the ARIA authoring practices. */
function ActionMenu({ label, anchor, lines }: { label: string; anchor: Anchor; lines: readonly Line[] }) {
  const workbench = useWorkbench()
  const go = (event: KeyboardEvent) => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
    const now = all.findIndex((item) => item === document.activeElement)
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === 'Tab') workbench.answered()
    if (to === undefined) return
    event.preventDefault()
    all[(to + all.length) % all.length]?.focus()
  }
  return (
    <Popover label={label} role="menu" anchor={anchor} onClose={() => workbench.answered()} onKeyDown={go} className="min-w-60 overflow-y-auto">
      {lines.map((line, index) => (
        <button
          key={line.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          data-first-focus={index === 0 || undefined}
          onClick={() => {
            workbench.answered()
            line.run()
          }}
          className={classNames('flex min-h-9 w-full shrink-0 items-center gap-2.5 rounded-sm px-3 text-left text-sm font-medium hover:bg-ink/7 focus-visible:bg-ink/7', line.isDangerous && 'text-chili')}
        >
          {line.icon}
          <span className="min-w-0 flex-1">{line.label}</span>
          {line.keys ? <kbd className="font-sans text-2xs text-soft">{line.keys}</kbd> : null}
        </button>
      ))}
    </Popover>
  )
}

/** What can be done with the states chosen. */
export function StatesMenu({ anchor }: { anchor: Anchor }) {
  const t = useTexts()
  const actions = useActions()
  const selection = useStudio((state) => state.selection)
  const states = useStudio((state) => state.document.states)
  const chosen = selection.flatMap((id) => states.get(id) ?? [])
  const label = chosen.length === 1 ? t('canvas-menu', { state: chosen[0]?.name ?? '' }) : t('canvas-chosen', { n: chosen.length })
  return <ActionMenu label={label} anchor={anchor} lines={actionsFor(chosen, actions, t)} />
}

/** Which way out of a state a line is that was drawn from it. */
export function WayMenu({ from, to, anchor }: { from: StateId; to: StateId | 'END'; anchor: Anchor }) {
  const t = useTexts()
  const actions = useActions()
  const state = useStudio((now) => now.document.states.get(from))
  const ways = state ? waysOut(state).filter((way) => to !== 'END' || way.kind === 'next') : []
  const label = t('canvas-way-label', { from, to: to === 'END' ? t('canvas-the-end') : to })
  return <ActionMenu label={label} anchor={anchor} lines={ways.map((way) => ({ id: JSON.stringify(way.ref), label: wayWords(way, t), run: () => actions.connect(from, way.ref, to) }))} />
}

/** What can be done with a line: something can be put there, and each way that it stands for can end. */
export function LineMenu({ edge, anchor }: { edge: FlowEdge; anchor: Anchor }) {
  const t = useTexts()
  const actions = useActions()
  const workflow = useStudio((state) => state.document)
  const place = placeOn(workflow, edge)
  const state = workflow.states.get(edge.from)
  const ways = state ? waysOut(state).filter((way) => !way.isNew && way.to === edge.to) : []
  const lines: Line[] = [
    ...(place ? [{ id: 'insert', label: t('canvas-plus-short'), run: () => actions.askWhatToInsertAt(place, anchor) }] : []),
    ...ways.map((way) => ({ id: JSON.stringify(way.ref), label: t('canvas-disconnect', { way: wayWords(way, t) }), icon: <Unplug aria-hidden size={16} />, isDangerous: true, run: () => actions.disconnect(edge.from, way.ref) })),
  ]
  return lines.length > 0 ? <ActionMenu label={t('canvas-line-menu')} anchor={anchor} lines={lines} /> : null
}

/** A way out of a state, in words. */
export function wayWords({ kind, label, to, isNew }: Way, t: Texts): string {
  switch (kind) {
    case 'next':
      return to === null ? t('canvas-way-next') : t('canvas-way-next-now', { to })
    case 'default':
      return to === null ? t('canvas-way-default') : t('canvas-way-default-now', { to })
    case 'choice':
      return isNew ? t('canvas-way-rule-new') : t('canvas-way-rule', { rule: label, to: to ?? '' })
    case 'catch':
      return isNew ? t('canvas-way-catch-new') : t('canvas-way-catch', { errors: label, to: to ?? '' })
  }
}
