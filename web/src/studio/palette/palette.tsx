import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { useSearchMembers } from '../../ui/search_members.ts'
import { placeWords, useActions } from '../canvas/actions.ts'
import { pickUp } from '../canvas/drag.ts'
import { placeForNew } from '../canvas/places.ts'
import { useWorkbench } from '../canvas/workbench.ts'
import { useStudio } from '../session_context.tsx'
import { useCatalogue } from './catalogue/catalogue.ts'
import type { PaletteItem } from './catalogue/item.ts'
import { integrationItem, integrationsQuery, WORDS_MIN } from './catalogue/services.ts'
import { ItemWords } from './item_words.tsx'
import { searchPalette } from './search.ts'

/** What a workflow can be made of. An item is dragged to its place, or put after what is chosen by a click. */
export default function Palette() {
  const t = useTexts()
  const id = useId()
  const catalogue = useCatalogue()
  const [words, setWords] = useState('')
  const wanted = useDeferredValue(words.trim())
  const services = useQuery(integrationsQuery(wanted))
  const groups = searchPalette(catalogue, wanted)
  const found = (services.data ?? []).map(integrationItem)
  const goDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'ArrowDown') return
    event.preventDefault()
    event.currentTarget.closest('[data-palette]')?.querySelector<HTMLElement>('[data-item]')?.focus()
  }
  return (
    <div data-palette className="flex min-h-full flex-col">
      <div className="sticky top-0 z-1 grid gap-2 border-b border-line bg-card p-3">
        <div className="relative">
          <Search aria-hidden size={16} className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-soft" />
          <input type="search" aria-label={t('canvas-palette-search')} placeholder={t('canvas-palette-search')} value={words} onChange={(event) => setWords(event.target.value)} onKeyDown={goDown} autoComplete="off" spellCheck={false} className="h-10 w-full rounded-sm border border-edge/60 bg-card pr-2 pl-9 text-ink" />
        </div>
        <WhereItGoes />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-3">
        {groups.map((group) => (
          <Group key={group.id} id={`${id}-${group.id}`} title={group.title} items={group.items} />
        ))}
        {found.length > 0 && wanted.length >= WORDS_MIN ? <Group id={`${id}-services`} title={t('canvas-group-services')} items={found} /> : null}
        {services.isFetching ? <Loading /> : null}
        {services.isError && wanted.length >= WORDS_MIN ? <Failure error={services.error} onRetry={() => void services.refetch()}>{t('canvas-services-failed')}</Failure> : null}
        {groups.length === 0 && found.length === 0 && !services.isFetching && !services.isError ? <p className="py-8 text-center text-sm text-soft">{t('canvas-palette-none')}</p> : null}
        {wanted === '' ? <p className="px-1 pb-2 text-xs text-soft">{t('canvas-palette-more')}</p> : null}
      </div>
    </div>
  )
}

/** Where a click on an item puts it. */
function WhereItGoes() {
  const t = useTexts()
  const workflow = useStudio((state) => state.document)
  const selection = useStudio((state) => state.selection)
  const place = placeForNew(workflow, selection)
  return <p aria-live="polite" className="text-xs text-soft">{place.kind === 'into' ? t('canvas-click-first') : t('canvas-click-inserts', { place: placeWords(place, t) })}</p>
}

function Group({ id, title, items }: { id: string; title: string; items: readonly PaletteItem[] }) {
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-1.5 px-1 text-2xs font-bold tracking-wide text-soft uppercase">{title}</h3>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
        {items.map((item) => (
          <li key={item.id}>
            <Item item={item} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Item({ item }: { item: PaletteItem }) {
  const workbench = useWorkbench()
  const actions = useActions()
  const [, change] = useSearchMembers()
  const insert = () => {
    if (!actions.insert(item)) return
    // On a narrow screen what was put in is shown.
    change({ show: undefined })
  }
  const go = (event: KeyboardEvent<HTMLElement>) => {
    const all = [...(event.currentTarget.closest('[data-palette]')?.querySelectorAll<HTMLElement>('[data-item]') ?? [])]
    const now = all.indexOf(event.currentTarget)
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    if (to < 0) event.currentTarget.closest('[data-palette]')?.querySelector('input')?.focus()
    else all[Math.min(to, all.length - 1)]?.focus()
  }
  return (
    <button
      type="button"
      data-item={item.id}
      onClick={insert}
      onKeyDown={go}
      onPointerDown={(event) => event.button === 0 && pickUp(event.nativeEvent, { dragged: () => ({ kind: 'item', item }), workbench, actions })}
      onContextMenu={(event) => event.preventDefault()}
      className="flex min-h-11 w-full cursor-grab touch-pan-y items-center gap-2.5 rounded-sm px-1.5 py-1 text-left transition-colors select-none hover:bg-ink/7 focus-visible:bg-ink/7 active:cursor-grabbing"
    >
      <ItemWords item={item} wraps />
    </button>
  )
}
