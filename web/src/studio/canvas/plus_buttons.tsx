import { Plus } from 'lucide-react'
import { memo } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { classNames } from '../../ui/class_names.ts'
import { type FlowEdge, PLUS_SIZE } from '../../workflow/layout.ts'

type PlusButtonsProps = { edges: readonly FlowEdge[]; /** The lines of which it is seen without being pointed at. */ shown: ReadonlySet<string> }

/**
 * The "+" of each line. It is seen when it is pointed at, or the line, or a state at its end is chosen; always where there is no
 * pointer to point with. Keys have A and I for it, so that it is no stop of the tab key.
 */
export const PlusButtons = memo(function PlusButtons({ edges, shown }: PlusButtonsProps) {
  return edges.map((edge) => <PlusButton key={edge.id} edge={edge} isShown={shown.has(edge.id)} />)
})

const PlusButton = memo(function PlusButton({ edge: { id, from, to, plusAt }, isShown }: { edge: FlowEdge; isShown: boolean }) {
  const t = useTexts()
  return (
    <button
      type="button"
      tabIndex={-1}
      data-plus={id}
      aria-label={t('canvas-plus', { from: from.startsWith(' ') ? t('flow-start') : from, to: to.startsWith(' ') ? t('flow-end') : to })}
      title={t('canvas-plus-short')}
      style={{ left: plusAt.x - PLUS_SIZE / 2, top: plusAt.y - PLUS_SIZE / 2, width: PLUS_SIZE, height: PLUS_SIZE }}
      className={classNames(
        'absolute grid place-items-center rounded-full border border-edge bg-raised text-soft shadow-low transition-opacity duration-150',
        'after:absolute after:-inset-1 hover:border-river hover:bg-river hover:text-on-river hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100',
        isShown ? 'opacity-100' : 'opacity-0',
      )}
    >
      <Plus aria-hidden size={13} strokeWidth={2.5} />
    </button>
  )
})
