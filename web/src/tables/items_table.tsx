import { useTexts } from '../texts/texts.tsx'
import { Table as TableView, Td, Th } from '../ui/table.tsx'
import { textLink } from '../ui/text_link.ts'
import { cellText, type Item } from './attribute_value.ts'
import { keysOf, type Table } from './dynamodb.ts'

/** More columns than this are read in the item itself. */
const COLUMNS_MAX = 8

/** The keys first, then what most of the items have. */
export function columnsOf(table: Table, index: string, items: readonly Item[]): string[] {
  const keys = [keysOf(table), keysOf(table, index)].flatMap(({ partition, sort }) => [partition.name, sort?.name ?? ''])
  const counts = new Map<string, number>()
  for (const item of items) for (const name of Object.keys(item)) counts.set(name, (counts.get(name) ?? 0) + 1)
  const others = [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)).map(([name]) => name)
  return [...new Set([...keys.filter((name) => counts.has(name)), ...others])].slice(0, COLUMNS_MAX)
}

type ItemsTableProps = { table: Table; index: string; items: readonly Item[]; onOpen: (item: Item) => void }

export function ItemsTable({ table, index, items, onOpen }: ItemsTableProps) {
  const t = useTexts()
  const columns = columnsOf(table, index, items)
  return (
    <TableView label={t('tables-tab-items')}>
      <thead>
        <tr>
          {columns.map((name) => (
            <Th key={name} className="font-mono">{name}</Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item, row) => (
          // Rows of a page do not change places.
          <tr key={row} className="transition-colors last:*:border-b-0 hover:bg-ink/3">
            {columns.map((name, column) => {
              const text = cellText(item[name])
              return (
                <Td key={name} className="max-w-64 truncate py-2 font-mono text-xs">
                  {column === 0 ? (
                    <button type="button" onClick={() => onOpen(item)} className={`${textLink} max-w-full truncate align-bottom`}>
                      {text || t('tables-open-item')}
                    </button>
                  ) : (
                    text
                  )}
                </Td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </TableView>
  )
}
