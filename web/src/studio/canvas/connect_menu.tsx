import { useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { type Anchor, Popover } from '../../ui/popover.tsx'
import { SearchList } from '../../ui/search_list.tsx'
import type { State, StateId } from '../../workflow/definition.ts'
import { StatePlate } from '../../workflow/flow_node.tsx'
import { plain } from '../palette/search.ts'
import { useStudio } from '../session_context.tsx'
import { useActions } from './actions.ts'
import { wayWords } from './menus.tsx'
import { targetsOf, waysOut } from './places.ts'
import { useWorkbench } from './workbench.ts'

/** What a way out of a state can lead to. */
type Aim = { kind: 'state'; state: State } | { kind: 'end' } | { kind: 'nowhere' }

/** Where a state leads to, chosen from a list: the same as drawing a line. */
export function ConnectMenu({ from, anchor }: { from: StateId; anchor: Anchor }) {
  const t = useTexts()
  const workbench = useWorkbench()
  const actions = useActions()
  const workflow = useStudio((state) => state.document)
  const state = workflow.states.get(from)
  const ways = state ? waysOut(state) : []
  const [chosen, setChosen] = useState(0)
  const way = ways[chosen]
  if (!way) return null
  const named = (words: string) => (text: string) => plain(text).includes(plain(words).trim())
  const find = (words: string): Aim[] => [
    ...targetsOf(workflow, from).filter((state) => named(words)(state.name)).map((to): Aim => ({ kind: 'state', state: to })),
    ...(way.kind === 'next' && named(words)(t('canvas-the-end')) ? [{ kind: 'end' } as const] : []),
    ...(!way.isNew && way.kind !== 'next' && named(words)(t('canvas-connect-nowhere')) ? [{ kind: 'nowhere' } as const] : []),
  ]
  return (
    <Popover label={t('canvas-connect-label', { from })} role="dialog" anchor={anchor} onClose={() => workbench.answered()} className="w-80">
      {ways.length > 1 ? (
        <label className="grid gap-1 p-2 text-2xs font-bold text-soft">
          {t('canvas-connect-way')}
          <select value={chosen} onChange={(event) => setChosen(Number(event.target.value))} className="h-9 w-full rounded-sm border border-edge/60 bg-card px-2 text-sm font-medium text-ink">
            {ways.map((one, index) => (
              <option key={JSON.stringify(one.ref)} value={index}>{wayWords(one, t)}</option>
            ))}
          </select>
        </label>
      ) : null}
      <SearchList
        label={t('canvas-connect-to')}
        none={t('canvas-find-none')}
        find={(words) => [{ label: '', items: find(words) }]}
        keyOf={(aim) => (aim.kind === 'state' ? aim.state.id : ` ${aim.kind}`)}
        render={(aim) =>
          aim.kind === 'state' ? (
            <>
              <StatePlate kind={aim.state.type} />
              <span className="min-w-0 flex-1 truncate text-sm font-semibold">{aim.state.name}</span>
            </>
          ) : (
            <span className="pl-10.5 text-sm font-semibold">{aim.kind === 'end' ? t('canvas-the-end') : t('canvas-connect-nowhere')}</span>
          )
        }
        onChoose={(aim) => {
          if (aim.kind === 'nowhere') actions.disconnect(from, way.ref)
          else actions.connect(from, way.ref, aim.kind === 'end' ? 'END' : aim.state.id)
          workbench.answered()
        }}
        className="flex-1"
      />
    </Popover>
  )
}
