import { Link } from '@tanstack/react-router'
import { ListTree, Phone, Search } from 'lucide-react'
import type { ReactNode } from 'react'

import { phoneMask } from '../format/brazil.ts'
import { useNow } from '../format/clock.ts'
import { formatAgo, formatMoney, formatTime } from '../format/format.ts'
import { paths } from '../paths.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Facts, Panel } from '../ui/card.tsx'
import type { Packet } from './desk.ts'
import { intentName, toolName, whyWords } from './names.ts'

type Order = NonNullable<Packet['facts']>

/** What whoever takes over should know, and need not ask again. */
export function PacketFacts({ packet, zone }: { packet: Packet; zone: string | undefined }) {
  const t = useTexts()
  const now = useNow()
  const facts: [string, ReactNode][] = [
    [t('conversations-customer'), packet.customer],
    ...(packet.since ? [[packet.state === 'queued' ? t('conversations-waits') : t('conversations-taken'), formatAgo(packet.since, now)] satisfies [string, ReactNode]] : []),
    ...(packet.why ? [[t('conversations-why'), whyWords(packet.why, t)] satisfies [string, ReactNode]] : []),
    ...(packet.intent ? [[t('conversations-about'), intentName(packet.intent, t)] satisfies [string, ReactNode]] : []),
  ]
  return (
    <aside aria-label={t('conversations-packet')} className="grid min-w-0 content-start gap-5 lg:max-xl:grid-cols-2">
      <Panel title={t('conversations-packet')}>
        <div className="grid gap-4">
          <Facts facts={facts} />
          {packet.tools.length > 0 ? <LookedUp tools={packet.tools} /> : null}
        </div>
      </Panel>
      {packet.facts ? <OrderPanel order={packet.facts} zone={zone} /> : null}
    </aside>
  )
}

/** What the assistant has looked up, each once, with how often. */
function LookedUp({ tools }: { tools: readonly string[] }) {
  const t = useTexts()
  const counts = new Map<string, number>()
  for (const tool of tools) counts.set(tool, (counts.get(tool) ?? 0) + 1)
  return (
    <div>
      <h3 className="pb-1.5 text-sm font-semibold">{t('conversations-looked-up')}</h3>
      <ul className="grid gap-1 text-sm">
        {[...counts].map(([tool, count]) => (
          <li key={tool} className="flex items-center gap-2">
            <Search aria-hidden size={14} className="shrink-0 text-soft" />
            {toolName(tool, t)}
            {count > 1 ? <span className="tabular text-soft">× {count}</span> : null}
          </li>
        ))}
      </ul>
    </div>
  )
}

function OrderPanel({ order, zone }: { order: Order; zone: string | undefined }) {
  const t = useTexts()
  return (
    <Panel
      title={t('conversations-order', { number: String(order.number) })}
      detail={order.status_text}
      actions={
        <Link to={paths.executions()} search={{ q: String(order.number) }} className={buttonClass('secondary', 'small')}>
          <ListTree aria-hidden size={15} />
          {t('conversations-executions')}
        </Link>
      }
    >
      <Facts facts={orderFacts(order, zone, t)} />
    </Panel>
  )
}

function orderFacts(order: Order, zone: string | undefined, t: Texts): [string, ReactNode][] {
  const span = ({ from, to }: { from: string; to: string }) => `${formatTime(from, zone)}–${formatTime(to, zone)}`
  const facts: [string, ReactNode][] = [
    [t('conversations-items'), order.lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')],
    [t('conversations-expected'), span(order.window)],
  ]
  if (span(order.promised) !== span(order.window)) facts.push([t('conversations-promised'), span(order.promised)])
  facts.push([t('conversations-address'), [order.address.line, order.address.complement, order.address.instructions].filter(Boolean).join(' · ')])
  if (order.courier) facts.push([t('conversations-courier'), order.courier.name])
  facts.push([t('conversations-paid'), `${formatMoney(order.payment.paid)} / ${formatMoney(order.totals.total)}`])
  if (order.payment.refunded > 0) facts.push([t('conversations-refunded'), formatMoney(order.payment.refunded)])
  if (order.customer.phone) {
    facts.push([
      t('conversations-phone'),
      <span key="phone" className="tabular inline-flex items-center gap-1.5">
        <Phone aria-hidden size={13} className="text-soft" />
        {/\d{8}/.test(order.customer.phone) ? phoneMask(order.customer.phone) : order.customer.phone}
      </span>,
    ])
  }
  if (order.note) facts.push([t('conversations-note'), order.note])
  return facts
}
