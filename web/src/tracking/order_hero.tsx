import { useNow } from '../format/clock.ts'
import { useTexts } from '../texts/texts.tsx'
import { arrivalWords, etaOf } from './eta.ts'
import { EtaWindow } from './eta_window.tsx'
import { EndingPicture } from './ending_picture.tsx'
import type { Entry, Followed } from './followed.ts'
import { Journey } from './journey.tsx'
import { phaseOf } from './status.ts'
import { shortWords, statusWords } from './status_words.ts'

type OrderHeroProps = { order: Followed; timeline: readonly Entry[]; timeZone: string | undefined }

/** Where an order is, in words that can be read across a kitchen; when it comes; and how far it has come. */
export function OrderHero({ order, timeline, timeZone }: OrderHeroProps) {
  const t = useTexts()
  const now = useNow()
  const phase = phaseOf(order.status)
  const eta = etaOf(order, timeline)
  const words = statusWords({ order, timeline, t, now, timeZone })
  const about = order.firstName && phase.kind === 'under-way' ? t('tracking-hello', { name: order.firstName }) : order.store
  const delivered = timeline.findLast(({ event }) => event === 'DELIVERED')
  return (
    <section aria-labelledby="where" className="grid gap-6">
      <title>{`${shortWords(order.status, t)} · ${t('tracking-order', { number: order.number })}`}</title>
      {/* The words above have clocks in them: what is read aloud changes with the status alone. */}
      <p role="status" className="sr-only">{shortWords(order.status, t)}</p>
      <div className="grid items-center gap-5 md:grid-cols-[minmax(0,1fr)_minmax(17rem,22rem)]">
        <div className="grid gap-2">
          <p className="font-semibold text-clay">{[about, t('tracking-order', { number: order.number })].filter(Boolean).join(' · ')}</p>
          <h1 id="where" className="tabular text-3xl sm:text-4xl">{words.title}</h1>
          <p className="max-w-prose text-lg text-soft">{words.next}</p>
          {phase.kind === 'delivered' && delivered ? <p className="font-semibold text-leaf">{arrivalWords(delivered.at, order.promised, t)}</p> : null}
        </div>
        {eta ? <EtaWindow eta={eta} timeZone={timeZone} /> : null}
        {phase.kind === 'under-way' ? null : <EndingPicture status={order.status} className="mx-auto w-full max-w-72 max-md:order-first" />}
      </div>
      {phase.kind === 'under-way' ? <Journey phase={phase} /> : null}
    </section>
  )
}
