import { Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'

import { useTexts } from '../texts/texts.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { FlowEdges } from './flow_edges.tsx'
import { FlowDot, FlowRoom, FlowState, type NodeLook } from './flow_node.tsx'
import type { Change } from './graph_diff.ts'
import type { FlowLayout, FlowNode } from './layout.ts'
import { isState, neighbour } from './neighbours.ts'
import { useSeen, useViewport } from './viewport.ts'
import { Visible } from './visible.ts'

type FlowGraphProps = {
  label: string
  layout: FlowLayout
  /** The looks of states by their names; a graph of a definition alone has none. */
  looks?: ReadonlyMap<string, NodeLook>
  /** The lines that were gone along; null where nothing went anywhere. */
  taken?: ReadonlySet<string> | null
  /** What became of the lines, where two workflows are compared. */
  changes?: ReadonlyMap<string, Change>
  selected: string | null
  /** The state to begin with when not all of them fit. */
  interest?: string | null
  onSelect: (state: string) => void
  className?: string
}

/** Of a picture with more states and dots than this only what is in view is drawn, and what has the focus. */
const DRAWN_MAX = 300

/** A workflow as a picture. States are buttons; arrow keys follow the lines. */
export function FlowGraph({ label, layout, looks, taken = null, changes, selected, interest = null, onSelect, className }: FlowGraphProps) {
  const t = useTexts()
  const byId = useMemo(() => new Map(layout.nodes.map((node) => [node.id, node])), [layout])
  const states = useMemo(() => layout.nodes.filter((node) => isState(node)), [layout])
  const view = useViewport(layout, byId.get(selected ?? interest ?? '') ?? states[0] ?? null)
  const entry = byId.has(selected ?? '') ? selected : (interest ?? states[0]?.id ?? null)

  const visible = useMemo(() => (layout.nodes.length > DRAWN_MAX ? new Visible(layout) : null), [layout])
  const seen = useSeen(view)
  const [focused, setFocused] = useState<string | null>(null)
  const nodes = visible ? withNodes(visible.nodes(seen), [byId.get(entry ?? ''), byId.get(focused ?? '')]) : layout.nodes
  const edges = useMemo(() => (visible ? visible.edges({ x: seen.x, y: seen.y, width: seen.width, height: seen.height }) : layout.edges), [visible, layout, seen.x, seen.y, seen.width, seen.height])

  const stateOf = (target: EventTarget) => (target instanceof Element ? byId.get(target.closest<HTMLElement>('[data-state]')?.dataset.state ?? '') : undefined)
  const key = (event: KeyboardEvent) => {
    const from = stateOf(event.target)?.id
    if (event.key === '+' || event.key === '=') view.zoomIn()
    else if (event.key === '-') view.zoomOut()
    else if (event.key === '0') view.fit(layout)
    else {
      const to = from === undefined ? null : neighbour(layout, from, event.key, (edge) => taken?.has(edge) ?? false)
      if (to === null) return
      flushSync(() => setFocused(to))
      for (const button of event.currentTarget.querySelectorAll<HTMLElement>('[data-state]')) if (button.dataset.state === to) button.focus({ preventScroll: true })
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
        onClick={(event) => {
          const state = stateOf(event.target)
          if (state) onSelect(state.id)
        }}
        onFocus={(event) => {
          const state = stateOf(event.target)
          if (!state) return
          setFocused(state.id)
          view.reveal(state)
        }}
        className="absolute inset-0 cursor-grab touch-none overflow-hidden bg-[radial-gradient(var(--color-line)_1px,transparent_1px)] bg-size-[22px_22px] active:cursor-grabbing"
      >
        <div ref={view.layer} className="absolute top-0 left-0 origin-top-left" style={{ width: layout.width, height: layout.height }}>
          {nodes.map((node) => {
            if (node.kind === 'Empty') return <FlowRoom key={node.id} node={node} />
            if (!isState(node)) return <FlowDot key={node.id} node={node} />
            return <FlowState key={node.id} node={node} name={node.id} look={looks?.get(node.id) ?? null} isPlain={looks === undefined} isSelected={node.id === selected} isEntry={node.id === entry} />
          })}
          <FlowEdges edges={edges} taken={taken} changes={changes} />
        </div>
      </div>
      <div className="absolute right-3 bottom-3 flex gap-0.5 rounded-md border border-line bg-raised p-0.5 shadow-mid">
        <IconButton size="small" label={t('flow-zoom-out')} onClick={view.zoomOut}><ZoomOut aria-hidden size={16} /></IconButton>
        <IconButton size="small" label={t('flow-fit')} onClick={() => view.fit(layout)}><Maximize aria-hidden size={16} /></IconButton>
        <IconButton size="small" label={t('flow-zoom-in')} onClick={view.zoomIn}><ZoomIn aria-hidden size={16} /></IconButton>
      </div>
    </div>
  )
}

/** With those that have to be there though they may not be in view. */
function withNodes(nodes: FlowNode[], needed: readonly (FlowNode | undefined)[]): FlowNode[] {
  return [...new Set([...nodes, ...needed])].filter((node) => node !== undefined)
}
