import { formatTime } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { textLink } from '../ui/text_link.ts'
import type { DemoOrder } from '../api/demo.ts'
import { isOver, statusTone, statusWords } from './words.ts'

/** So many are in the list; the others are on the map and on the board. */
const SHOWN_MOST = 12
const MINUTE_SECONDS = 60

/** What the map shows, in words. */
export function OrdersList({ orders, zone }: { orders: readonly DemoOrder[]; zone: string | undefined }) {
  const t = useTexts()
  const newest = orders.toSorted((one, other) => Date.parse(other.updated_at) - Date.parse(one.updated_at)).slice(0, SHOWN_MOST)
  if (newest.length === 0) return <p className="px-5 pb-5 text-soft">{t('demo-no-orders')}</p>
  return (
    <Table label={t('demo-orders')}>
      <thead>
        <tr>
          <Th>{t('demo-column-order')}</Th>
          <Th>{t('demo-column-status')}</Th>
          <Th>{t('demo-column-courier')}</Th>
          <Th>{t('demo-column-arrives')}</Th>
        </tr>
      </thead>
      <tbody>
        {newest.map((order) => (
          <tr key={order.id}>
            <Td className="whitespace-nowrap">
              <a href={order.tracking_link} className={textLink}>{`#${order.number}`}</a>
              {` ${order.customer}`}
            </Td>
            <Td>
              <Badge tone={statusTone(order.status)}>{statusWords(order.status, t)}</Badge>
            </Td>
            <Td className="whitespace-nowrap">{order.courier ?? '–'}</Td>
            <Td className="tabular whitespace-nowrap">
              {isOver(order) ? formatTime(order.updated_at, zone) : `${formatTime(order.window.from, zone)}–${formatTime(order.window.to, zone)}`}
              {order.late_seconds >= MINUTE_SECONDS ? <span className="pl-2 font-semibold text-chili">{t('demo-late', { n: Math.floor(order.late_seconds / MINUTE_SECONDS) })}</span> : null}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
