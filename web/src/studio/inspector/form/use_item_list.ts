import { useState } from 'react'

import type { Json, Path } from '../../../workflow/syntax.ts'
import { focusField } from './focus_field.ts'
import { useFormEdit } from './use_form_edit.ts'

/** A list whose order counts, of which one item at a time is looked into. */
export type ItemList = {
  items: readonly Json[]
  path: Path
  open: number | null
  toggle: (index: number) => void
  move: (from: number, to: number) => void
  remove: (index: number) => void
  /** Puts an item where it says, and opens it. */
  add: (item: Json, at?: number) => void
}

export function useItemList(path: Path, items: readonly Json[]): ItemList {
  const edit = useFormEdit()
  const [open, setOpen] = useState<number | null>(items.length === 1 ? 0 : null)
  return {
    items,
    path,
    open,
    toggle: (index) => setOpen(open === index ? null : index),
    move: (from, to) => {
      const order = [...items]
      order.splice(to, 0, ...order.splice(from, 1))
      if (edit({ kind: 'set', path, value: order })) setOpen(open === from ? to : open === to ? from : open)
    },
    remove: (index) => {
      const rest = items.filter((_, at) => at !== index)
      if (edit({ kind: 'set', path, value: rest.length === 0 ? undefined : rest })) setOpen(null)
    },
    add: (item, at = items.length) => {
      if (!edit({ kind: 'set', path, value: items.toSpliced(at, 0, item) })) return
      setOpen(at)
      focusField([...path, at])
    },
  }
}
