import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { type Anchor, Popover } from '../../ui/popover.tsx'
import { SearchList } from '../../ui/search_list.tsx'
import type { Place } from '../../workflow/edit.ts'
import { useCatalogue } from '../palette/catalogue/catalogue.ts'
import type { PaletteGroup } from '../palette/catalogue/item.ts'
import { integrationItem, integrationsQuery } from '../palette/catalogue/services.ts'
import { ItemWords } from '../palette/item_words.tsx'
import { searchPalette } from '../palette/search.ts'
import { placeWords, useActions } from './actions.ts'
import { useWorkbench } from './workbench.ts'

/** The palette in a small window, for one place. */
export function InsertMenu({ at, anchor }: { at: Place; anchor: Anchor }) {
  const t = useTexts()
  const workbench = useWorkbench()
  const actions = useActions()
  const catalogue = useCatalogue()
  const [words, setWords] = useState('')
  const services = useQuery(integrationsQuery(useDeferredValue(words.trim())))
  const found: PaletteGroup = { id: 'services', title: t('canvas-group-services'), items: (services.data ?? []).map(integrationItem) }
  const label = t('canvas-insert-where', { place: placeWords(at, t) })
  return (
    <Popover label={label} role="dialog" anchor={anchor} onClose={() => workbench.answered()} className="h-108 w-90">
      <SearchList
        label={label}
        none={t('canvas-palette-none')}
        find={(wanted) => [...searchPalette(catalogue, wanted), ...(wanted.trim() ? [found] : [])].map(({ title, items }) => ({ label: title, items }))}
        keyOf={(item) => item.id}
        render={(item) => <ItemWords item={item} />}
        onWords={setWords}
        onChoose={(item) => {
          if (actions.insert(item, at)) workbench.answered()
        }}
        className="flex-1"
      />
    </Popover>
  )
}
