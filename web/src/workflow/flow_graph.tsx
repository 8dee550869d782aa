import { Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { memo, useId, useMemo, useRef } from 'react'

import { useTexts } from '../texts/texts.tsx'
import type { Tone } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import type { FlowEdge, FlowLayout, FlowNode } from './layout.ts'
import { isState, neighbour } from './neighbours.ts'
import { stateIcons } from './state_icons.tsx'
import { useViewport } from './viewport.ts'

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

type FlowGraphProps = {
  label: string
  layout: FlowLayout
  /** The looks of states by their names; a graph of a definition alone has none. */
  looks?: ReadonlyMap<string, NodeLook>
  /** The lines that were gone along; null where nothing went anywhere. */
  taken?: ReadonlySet<string> | null
  selected: string | null
  /** The state to begin with when not all of them fit. */
  interest?: string | null
  onSelect: (state: string) => void
  className?: string
}

/** A workflow as a picture. States are buttons; arrow keys follow the lines. */
export function FlowGraph({ label, layout, looks, taken = null, selected, interest = null, onSelect, className }: FlowGraphProps) {
  const t = useTexts()
  const byId = useMemo(() => new Map(layout.nodes.map((node) => [node.id, node])), [layout])
  const states = useMemo(() => layout.nodes.filter((node) => isState(node)), [layout])
  const view = useViewport(layout, byId.get(selected ?? interest ?? '') ?? states[0] ?? null)
  const canvas = useRef<HTMLDivElement>(null)
  const { left, top, scale } = view.viewport
  const entry = byId.has(selected ?? '') ? selected : (interest ?? states[0]?.id ?? null)

  const key = (event: KeyboardEvent) => {
    const from = event.target instanceof HTMLElement ? event.target.dataset.state : undefined
    if (event.key === '+' || event.key === '=') view.zoomIn()
    else if (event.key === '-') view.zoomOut()
    else if (event.key === '0') view.fit()
    else {
      const to = from === undefined ? null : neighbour(layout, from, event.key, (edge) => taken?.has(edge) ?? false)
      if (to === null) return
      for (const button of canvas.current?.querySelectorAll<HTMLElement>('[data-state]') ?? []) if (button.dataset.state === to) button.focus({ preventScroll: true })
    }
    event.preventDefault()
  }

  return (
    <div className={classNames('relative overflow-hidden rounded-lg border border-line bg-card shadow-low', className)}>
      <div
        ref={view.frame}
        role="group"
        aria-label={label}
        onPointerDown={view.onPointerDown}
        onKeyDown={key}
        className="absolute inset-0 cursor-grab touch-none overflow-hidden bg-[radial-gradient(var(--color-line)_1px,transparent_1px)] bg-size-[22px_22px] active:cursor-grabbing"
      >
        <div ref={canvas} className="absolute top-0 left-0 origin-top-left" style={{ width: layout.width, height: layout.height, transform: `translate(${left}px, ${top}px) scale(${scale})` }}>
          {layout.nodes.map((node) => (
            <Node
              key={node.id}
              node={node}
              look={looks?.get(node.id) ?? null}
              isPlain={looks === undefined}
              isSelected={node.id === selected}
              isEntry={node.id === entry}
              onSelect={onSelect}
              onFocus={() => view.reveal(node)}
            />
          ))}
          <Edges layout={layout} taken={taken} />
        </div>
      </div>
      <div className="absolute right-3 bottom-3 flex gap-0.5 rounded-md border border-line bg-raised p-0.5 shadow-mid">
        <IconButton size="small" label={t('flow-zoom-out')} onClick={view.zoomOut}><ZoomOut aria-hidden size={16} /></IconButton>
        <IconButton size="small" label={t('flow-fit')} onClick={view.fit}><Maximize aria-hidden size={16} /></IconButton>
        <IconButton size="small" label={t('flow-zoom-in')} onClick={view.zoomIn}><ZoomIn aria-hidden size={16} /></IconButton>
      </div>
    </div>
  )
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

type NodeProps = { node: FlowNode; look: NodeLook | null; isPlain: boolean; isSelected: boolean; isEntry: boolean; onSelect: (state: string) => void; onFocus: () => void }

function Node({ node, look, isPlain, isSelected, isEntry, onSelect, onFocus }: NodeProps) {
  const t = useTexts()
  const place = { left: node.x, top: node.y, width: node.width, height: node.height }
  if (node.kind === 'Start' || node.kind === 'End') {
    return <span role="img" aria-label={node.kind === 'Start' ? t('flow-start') : t('flow-end')} style={place} className={classNames('absolute rounded-full border-2 border-edge', node.kind === 'Start' ? 'bg-edge' : 'bg-card shadow-[inset_0_0_0_3px_var(--color-card),inset_0_0_0_9px_var(--color-edge)]')} />
  }
  if (node.kind === 'Empty') return <span aria-hidden style={place} className="absolute rounded-md border-[1.5px] border-dashed border-line" />
  const Icon = stateIcons[node.kind]
  const isBox = node.kind === 'Parallel' || node.kind === 'Map'
  const tone = look?.tone ?? null
  const isUnseen = tone === null && !isPlain
  return (
    <button
      type="button"
      data-state={node.id}
      tabIndex={isEntry ? 0 : -1}
      aria-pressed={isSelected}
      onClick={() => onSelect(node.id)}
      onFocus={onFocus}
      style={place}
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
      <span aria-hidden className={classNames('grid size-8 shrink-0 place-items-center rounded-sm', tone ? plates[tone] : 'bg-sunken text-soft', look?.isLive && 'animate-pulse-soft')}>
        <Icon size={16} />
      </span>
      <span className="min-w-0 flex-1">
        <span className={classNames('block truncate text-sm font-semibold', isUnseen && 'text-soft')} title={node.id}>{node.id}</span>{' '}
        <span className="tabular block truncate text-2xs text-soft">{look?.detail ?? node.kind}</span>
      </span>
      {look?.words ? <span className="sr-only">{`, ${look.words}`}</span> : null}
      {look?.mark ? <span aria-hidden className="tabular absolute -top-2.5 -right-2 rounded-full border border-line bg-raised px-1.5 text-2xs font-bold shadow-low">{look.mark}</span> : null}
    </button>
  )
}

const Edges = memo(function Edges({ layout, taken }: { layout: FlowLayout; taken: ReadonlySet<string> | null }) {
  const id = useId()
  const isTaken = (edge: FlowEdge) => taken?.has(edge.id) ?? false
  // What was gone along is above what was not.
  const edges = [...layout.edges].sort((one, other) => Number(isTaken(one)) - Number(isTaken(other)))
  return (
    <svg aria-hidden width={layout.width} height={layout.height} className="pointer-events-none absolute inset-0 overflow-visible">
      <defs>
        {(['seen', 'unseen'] as const).map((kind) => (
          <marker key={kind} id={`${id}-${kind}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0,0.5 L7.5,4 L0,7.5 z" className={kind === 'seen' ? 'fill-leaf' : 'fill-edge'} />
          </marker>
        ))}
      </defs>
      {edges.map((edge) => {
        const seen = isTaken(edge)
        const isCatch = edge.kinds.every((kind) => kind === 'catch')
        return (
          <g key={edge.id}>
            <path
              d={edge.path}
              fill="none"
              strokeWidth={seen ? 2.5 : 1.4}
              strokeDasharray={isCatch ? '5 4' : undefined}
              markerEnd={`url(#${id}-${seen ? 'seen' : 'unseen'})`}
              className={classNames(seen ? 'stroke-leaf' : 'stroke-edge', taken && !seen && (isCatch ? 'opacity-35' : 'opacity-70'))}
            />
            {edge.label && edge.labelAt ? (
              <foreignObject x={edge.labelAt.x - 90} y={edge.labelAt.y - 9} width={180} height={18}>
                <div className="text-center leading-none">
                  <span className="rounded-xs bg-card px-1 font-mono text-[10px] text-soft">{edge.label}</span>
                </div>
              </foreignObject>
            ) : null}
          </g>
        )
      })}
    </svg>
  )
})
