import { classNames } from '../../ui/class_names.ts'
import { kindPlates } from '../../workflow/flow_node.tsx'
import type { PaletteItem } from './catalogue/item.ts'

/** The sign, the name and the use of an item. */
export function ItemWords({ item: { icon: Icon, type, title, detail }, wraps = false }: { item: PaletteItem; /** Its use is told in full. */ wraps?: boolean }) {
  return (
    <>
      <span aria-hidden className={classNames('grid size-8 shrink-0 place-items-center rounded-sm', kindPlates[type])}>
        <Icon size={16} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-semibold">{title}</span>
        {detail ? <span className={classNames('block text-2xs text-soft', wraps ? 'line-clamp-2' : 'truncate')} title={detail}>{detail}</span> : null}
      </span>
    </>
  )
}
