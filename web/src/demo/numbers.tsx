import { ShieldAlert, ShieldCheck } from 'lucide-react'

import { useNow } from '../format/clock.ts'
import { formatAgo, formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import type { DemoState, Invariants } from '../api/demo.ts'

/** What has been counted since the server started. */
export function Counts({ counts }: { counts: DemoState['counts'] }) {
  const t = useTexts()
  const facts: readonly (readonly [string, number])[] = [
    [t('demo-count-placed'), counts.placed],
    [t('demo-count-delivered'), counts.delivered],
    [t('demo-count-open'), counts.open],
    [t('demo-count-awaiting'), counts.awaiting_payment],
    [t('demo-count-late'), counts.late],
    [t('demo-count-cancelled'), counts.cancelled],
  ]
  return (
    <dl className="grid grid-cols-3 gap-x-3 gap-y-4">
      {facts.map(([name, value]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-xs text-soft">{name}</dt>
          <dd className="tabular text-2xl font-bold">{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

const names = ['oversold', 'double_charges', 'lost', 'unnotified', 'stuck'] as const

/** What must be zero whatever goes wrong. */
export function InvariantList({ invariants }: { invariants: Invariants | null }) {
  const t = useTexts()
  const now = useNow()
  const words: Record<(typeof names)[number], string> = {
    oversold: t('demo-invariant-oversold'),
    double_charges: t('demo-invariant-double-charges'),
    lost: t('demo-invariant-lost'),
    unnotified: t('demo-invariant-unnotified'),
    stuck: t('demo-invariant-stuck'),
  }
  if (!invariants) return <p className="text-sm text-soft">{t('demo-invariants-checking')}</p>
  return (
    <div className="grid gap-1">
      <ul>
        {names.map((name) => {
          const holds = invariants[name] === 0
          const Icon = holds ? ShieldCheck : ShieldAlert
          return (
            <li key={name} className="flex items-center gap-2.5 py-1">
              <Icon aria-hidden size={18} className={classNames('shrink-0', holds ? 'text-leaf' : 'text-chili')} />
              <span className="flex-1">{words[name]}</span>
              <strong className={classNames('tabular', holds ? 'text-leaf' : 'text-chili')}>{formatNumber(invariants[name])}</strong>
            </li>
          )
        })}
      </ul>
      <p className="text-xs text-soft">{t('demo-invariants-checked', { orders: invariants.orders, ago: formatAgo(invariants.checked_at, now) })}</p>
    </div>
  )
}
