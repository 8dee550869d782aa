import { memo, type ReactNode } from 'react'

import { useTexts } from '../texts/texts.tsx'
import type { Tone } from '../ui/badge.tsx'
import { classNames } from '../ui/class_names.ts'
import type { StateKind } from './definition.ts'
import type { FlowNode } from './layout.ts'
import { stateIcons } from './state_icons.tsx'

/** How a state looks besides its name: what is known of how it went. */
export type NodeLook = {
  /** Null for a state that nobody has come to. */
  tone: Tone | null
  /** Below the name. */
  detail: ReactNode
  /** Read aloud after the name. */
  words: string
  /** At the upper corner: how often it was tried, or come to. */
  mark?: string
  isLive?: boolean
}

const borders: Record<Tone, string> = {
  neutral: 'border-edge bg-card',
  good: 'border-leaf/70 bg-card',
  active: 'border-river bg-river-wash',
  warning: 'border-sun bg-sun-wash',
  bad: 'border-chili bg-chili-wash',
  special: 'border-plum bg-plum-wash',
  brand: 'border-clay bg-clay-wash',
}

const plates: Record<Tone, string> = {
  neutral: 'bg-sunken text-soft',
  good: 'bg-leaf-wash text-leaf',
  active: 'bg-river text-on-river',
  warning: 'bg-sun text-card',
  bad: 'bg-chili text-on-chili',
  special: 'bg-plum-wash text-plum',
  brand: 'bg-clay-wash text-clay',
}

/** What kind of thing a state is, before anything went through it. */
export const kindPlates: Record<StateKind, string> = {
  Task: 'bg-clay-wash text-clay',
  Pass: 'bg-sunken text-soft',
  Choice: 'bg-plum-wash text-plum',
  Wait: 'bg-sun-wash text-sun',
  Parallel: 'bg-river-wash text-river',
  Map: 'bg-river-wash text-river',
  Succeed: 'bg-leaf-wash text-leaf',
  Fail: 'bg-chili-wash text-chili',
  Unknown: 'bg-chili-wash text-chili',
}

/** The sign of a kind of state on its plate. */
export function StatePlate({ kind, plate = kindPlates[kind], className }: { kind: StateKind; plate?: string; className?: string }) {
  const Icon = stateIcons[kind]
  return (
    <span aria-hidden className={classNames('grid size-8 shrink-0 place-items-center rounded-sm', plate, className)}>
      <Icon size={16} />
    </span>
  )
}

/** Where it starts, where it ends. */
export function FlowDot({ node }: { node: FlowNode }) {
  const t = useTexts()
  const isStart = node.kind === 'Start'
  return (
    <span
      role="img"
      aria-label={isStart ? t('flow-start') : t('flow-end')}
      data-dot={node.kind}
      style={{ left: node.x, top: node.y, width: node.width, height: node.height }}
      className={classNames('absolute rounded-full border-2 border-edge', isStart ? 'bg-edge' : 'bg-card shadow-[inset_0_0_0_3px_var(--color-card),inset_0_0_0_9px_var(--color-edge)]')}
    />
  )
}

/** The room for the first state of a branch. */
export function FlowRoom({ node }: { node: FlowNode }) {
  return <span aria-hidden style={{ left: node.x, top: node.y, width: node.width, height: node.height }} className="absolute rounded-md border-[1.5px] border-dashed border-line" />
}

type FlowStateProps = {
  node: FlowNode
  name: string
  /** Below the name, where nothing is known of how it went. */
  about?: string
  look: NodeLook | null
  /** It is not about how anything went. */
  isPlain: boolean
  isSelected: boolean
  /** The tab key comes here; arrows go on. */
  isEntry: boolean
  /** Read aloud after what is seen. */
  words?: string
  children?: ReactNode
}

/** A state as a button; who is around it hears of its clicks and its focus by `data-state`. */
export const FlowState = memo(function FlowState({ node, name, about, look, isPlain, isSelected, isEntry, words, children }: FlowStateProps) {
  if (node.kind === 'Start' || node.kind === 'End' || node.kind === 'Empty') return null
  const isBox = node.kind === 'Parallel' || node.kind === 'Map'
  const tone = look?.tone ?? null
  const isUnseen = tone === null && !isPlain
  return (
    <button
      type="button"
      data-state={node.id}
      tabIndex={isEntry ? 0 : -1}
      aria-pressed={isSelected}
      style={{ left: node.x, top: node.y, width: node.width, height: node.height }}
      className={classNames(
        'absolute flex gap-2.5 rounded-md border-[1.5px] px-2.5 text-left transition-[border-color,background-color,box-shadow] duration-200 hover:shadow-mid',
        isBox ? 'items-start pt-2' : 'items-center',
        tone ? borders[tone] : 'border-line bg-card',
        isBox && 'bg-sunken/45',
        isUnseen && 'border-dashed',
        isSelected && 'ring-3 ring-river/60',
        look?.isLive && 'shadow-mid',
      )}
    >
      <StatePlate kind={node.kind} plate={tone ? plates[tone] : isUnseen ? plates.neutral : undefined} className={look?.isLive ? 'animate-pulse-soft' : undefined} />
      <span className="min-w-0 flex-1">
        <span className={classNames('block truncate text-sm font-semibold', isUnseen && 'text-soft')} title={name}>{name}</span>{' '}
        <span className="tabular block truncate text-2xs text-soft">{look?.detail ?? about ?? node.kind}</span>
      </span>
      {look?.words || words ? <span className="sr-only">{[look?.words, words].map((said) => (said ? `, ${said}` : '')).join('')}</span> : null}
      {look?.mark ? <span aria-hidden className="tabular absolute -top-2.5 -right-2 rounded-full border border-line bg-raised px-1.5 text-2xs font-bold shadow-low">{look.mark}</span> : null}
      {children}
    </button>
  )
}, isSame)

/** A new layout has new nodes; most of them are where they were. */
function isSame({ node, ...rest }: FlowStateProps, { node: otherNode, ...otherRest }: FlowStateProps): boolean {
  const isPlaceSame = node === otherNode || (node.id === otherNode.id && node.kind === otherNode.kind && node.x === otherNode.x && node.y === otherNode.y && node.width === otherNode.width && node.height === otherNode.height)
  return isPlaceSame && rest.name === otherRest.name && rest.about === otherRest.about && rest.look === otherRest.look && rest.isPlain === otherRest.isPlain && rest.isSelected === otherRest.isSelected && rest.isEntry === otherRest.isEntry && rest.words === otherRest.words && rest.children === otherRest.children
}
