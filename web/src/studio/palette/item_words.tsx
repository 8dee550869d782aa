import { classNames } from '../../ui/class_names.ts'
import { kindPlates } from '../../workflow/flow_node.tsx'
import type { PaletteItem } from './catalogue/item.ts'

/** The sign, the name and the use of an item. */
export function ItemWords({ item: { icon: Icon, type, title, detail } }: { item: PaletteItem }) {
  return (
    <>
      <span aria-hidden className={classNames('grid size-8 shrink-0 place-items-center rounded-sm', kindPlates[type])}>
        <Icon size={16} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-semibold">{title}</span>
        {detail ? <span className="block truncate text-2xs text-soft" title={detail}>{detail}</span> : null}
      </span>
    </>
  )
}
