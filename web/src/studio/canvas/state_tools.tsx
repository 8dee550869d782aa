import { Cable, Ellipsis } from 'lucide-react'

import { useTexts } from '../../texts/texts.tsx'
import { anchorOf } from '../../ui/popover.tsx'
import type { State } from '../../workflow/definition.ts'
import type { FlowNode } from '../../workflow/layout.ts'
import { HEAD } from '../../workflow/layout/sizes.ts'
import { useSession } from '../session_context.tsx'
import { useActions } from './actions.ts'
import { isBox } from './ground.ts'
import { isFinal } from './places.ts'

const SIZE = 24
const button = 'absolute grid place-items-center rounded-full border border-edge bg-raised text-soft shadow-mid hover:border-river hover:bg-river hover:text-on-river after:absolute after:-inset-0.5'

/** Beside a state that is pointed at or chosen: a handle to draw a line from, and a menu. Keys have C and the menu key for them. */
export function StateTools({ node, state, isSelected }: { node: FlowNode; state: State; isSelected: boolean }) {
  const t = useTexts()
  const session = useSession()
  const actions = useActions()
  // On the lower border, where lines leave in the middle; of a box in its head.
  const top = isBox(node) ? node.y + (HEAD - SIZE) / 2 : node.y + node.height - SIZE / 2
  const right = node.x + node.width - 4
  const choose = () => {
    if (!isSelected) session.select([state.id])
  }
  return (
    <>
      {isFinal(state) ? null : (
        <button
          type="button"
          tabIndex={-1}
          data-handle={state.id}
          aria-label={t('canvas-handle', { state: state.name })}
          title={t('canvas-handle-short')}
          onClick={(event) => {
            choose()
            actions.askWhereTo(anchorOf(event.currentTarget))
          }}
          style={{ left: right - (isSelected ? 2 * SIZE + 2 : SIZE), top, width: SIZE, height: SIZE }}
          className={`${button} cursor-crosshair touch-none`}
        >
          <Cable aria-hidden size={14} />
        </button>
      )}
      {isSelected ? (
        <button
          type="button"
          tabIndex={-1}
          aria-haspopup="menu"
          aria-label={t('canvas-menu', { state: state.name })}
          title={t('canvas-menu-short')}
          onClick={(event) => actions.askWhatToDo(anchorOf(event.currentTarget))}
          style={{ left: right - SIZE, top, width: SIZE, height: SIZE }}
          className={button}
        >
          <Ellipsis aria-hidden size={15} />
        </button>
      ) : null}
    </>
  )
}
