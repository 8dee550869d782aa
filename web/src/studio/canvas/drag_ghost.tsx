import { createPortal } from 'react-dom'

import { useTexts } from '../../texts/texts.tsx'
import { classNames } from '../../ui/class_names.ts'
import { StatePlate } from '../../workflow/flow_node.tsx'
import { useStudio } from '../session_context.tsx'
import { type Drag, useUnderWay } from './workbench.ts'

/** What is dragged, at the pointer. */
export function DragGhost() {
  const drag = useUnderWay((state) => state.drag)
  if (!drag) return null
  return createPortal(
    <div aria-hidden style={{ transform: `translate(${drag.x + 10}px, ${drag.y + 8}px)` }} className="pointer-events-none fixed top-0 left-0 z-50">
      <Carried drag={drag} />
    </div>,
    document.body,
  )
}

function Carried({ drag: { dragged, target } }: { drag: Drag }) {
  const t = useTexts()
  const states = useStudio((state) => state.document.states)
  const look = classNames('flex max-w-60 items-center gap-2.5 rounded-md border-[1.5px] bg-raised py-1.5 pr-3.5 pl-2 text-sm font-semibold text-ink shadow-high', target ? 'border-river' : 'border-line opacity-80')
  if (dragged.kind === 'item') {
    return (
      <div className={look}>
        <StatePlate kind={dragged.item.type} />
        <span className="truncate">{dragged.item.title}</span>
      </div>
    )
  }
  const [first = ''] = dragged.kind === 'states' ? dragged.states : [dragged.from]
  const words = dragged.kind === 'line' ? t('canvas-drag-line', { from: first }) : dragged.states.length > 1 ? t('canvas-chosen', { n: dragged.states.length }) : first
  return (
    <div className={look}>
      <StatePlate kind={states.get(first)?.type ?? 'Unknown'} />
      <span className="truncate">{words}</span>
    </div>
  )
}
