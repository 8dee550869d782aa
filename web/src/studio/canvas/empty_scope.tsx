import { Plus } from 'lucide-react'

import { useTexts } from '../../texts/texts.tsx'
import { classNames } from '../../ui/class_names.ts'
import { anchorOf } from '../../ui/popover.tsx'
import type { FlowNode } from '../../workflow/layout.ts'
import { useActions } from './actions.ts'
import { pathKey } from './path_key.ts'
import { useUnderWay } from './workbench.ts'

/** The room for the first state of a branch, or of what a Map does: something can be dropped there, or put there by a click. */
export function EmptyScope({ node }: { node: FlowNode }) {
  const t = useTexts()
  const actions = useActions()
  const id = pathKey.of(node.path)
  const isAimedAt = useUnderWay(({ drag }) => drag?.target?.kind === 'place' && drag.target.on.id === id)
  return (
    <button
      type="button"
      data-area={id}
      onClick={(event) => actions.askWhatToInsertAt({ kind: 'into', scope: node.path }, anchorOf(event.currentTarget))}
      style={{ left: node.x, top: node.y, width: node.width, height: node.height }}
      className={classNames(
        'absolute flex items-center justify-center gap-2 rounded-md border-2 border-dashed text-xs font-semibold transition-colors hover:border-river hover:text-ink',
        isAimedAt ? 'border-river bg-river-wash text-river' : 'border-edge/60 bg-card/60 text-soft',
      )}
    >
      <Plus aria-hidden size={15} />
      {t('canvas-drop-here')}
    </button>
  )
}
