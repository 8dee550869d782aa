import { useTexts } from '../../texts/texts.tsx'
import { type Anchor, Popover } from '../../ui/popover.tsx'
import { SearchList } from '../../ui/search_list.tsx'
import { aboutState } from '../../workflow/about_state.ts'
import type { State } from '../../workflow/definition.ts'
import { StatePlate } from '../../workflow/flow_node.tsx'
import { plain } from '../palette/search.ts'
import { useSession, useStudio } from '../session_context.tsx'
import { useWorkbench } from './workbench.ts'

/** Finds a state by its name, its type, its comment or what it asks, and goes there. */
export function FindMenu({ anchor }: { anchor: Anchor }) {
  const t = useTexts()
  const session = useSession()
  const workbench = useWorkbench()
  const states = useStudio((state) => state.document.states)
  const find = (words: string): State[] => {
    const wanted = plain(words).split(/\s+/).filter(Boolean)
    const rank = (state: State) => (plain(state.name).startsWith(wanted.join(' ')) ? 0 : wanted.every((word) => plain(state.name).includes(word)) ? 1 : 2)
    const found = [...states.values()].filter((state) => wanted.every((word) => plain(`${state.name} ${state.type} ${state.comment} ${state.resource} ${aboutState(state)}`).includes(word)))
    return found.sort((one, other) => rank(one) - rank(other))
  }
  return (
    <Popover label={t('canvas-find')} role="dialog" anchor={anchor} onClose={() => workbench.answered()} className="w-80">
      <SearchList
        label={t('canvas-find')}
        none={t('canvas-find-none')}
        find={(words) => [{ label: '', items: find(words) }]}
        keyOf={(state) => state.id}
        render={(state) => (
          <>
            <StatePlate kind={state.type} />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-semibold">{state.name}</span>
              <span className="block truncate text-2xs text-soft">{aboutState(state)}</span>
            </span>
          </>
        )}
        onChoose={(state) => {
          session.select([state.id])
          workbench.ground?.goTo(state.id)
          workbench.focusOn(state.id)
          workbench.answered()
        }}
        className="flex-1"
      />
    </Popover>
  )
}
