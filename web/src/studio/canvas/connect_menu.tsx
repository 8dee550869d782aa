import { useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { type Anchor, Popover } from '../../ui/popover.tsx'
import { SearchList } from '../../ui/search_list.tsx'
import type { StateId } from '../../workflow/definition.ts'
import { StatePlate } from '../../workflow/flow_node.tsx'
import { plain } from '../palette/search.ts'
import { useStudio } from '../session_context.tsx'
import { useActions } from './actions.ts'
import { wayWords } from './menus.tsx'
import { targetsOf, waysOut } from './places.ts'
import { useWorkbench } from './workbench.ts'

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
  const targets = targetsOf(workflow, from)
  const ends = way.kind === 'next' ? [null] : []
  return (
    <Popover label={t('canvas-connect-label', { from })} role="dialog" anchor={anchor} onClose={() => workbench.answered()} className="max-h-104 w-80">
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
        find={(words) => [{ label: '', items: [...targets.filter((target) => plain(target.name).includes(plain(words).trim())), ...(plain(t('canvas-the-end')).includes(plain(words).trim()) ? ends : [])] }]}
        keyOf={(target) => target?.id ?? ' end'}
        render={(target) =>
          target ? (
            <>
              <StatePlate kind={target.type} />
              <span className="min-w-0 flex-1 truncate text-sm font-semibold">{target.name}</span>
            </>
          ) : (
            <span className="pl-10.5 text-sm font-semibold">{t('canvas-the-end')}</span>
          )
        }
        onChoose={(target) => {
          actions.connect(from, way.ref, target?.id ?? 'END')
          workbench.answered()
        }}
        className="flex-1"
      />
    </Popover>
  )
}
