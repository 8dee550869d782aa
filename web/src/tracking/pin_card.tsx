import type { OrderView } from './followed.ts'
import { useTexts } from '../texts/texts.tsx'

const shownIn: readonly OrderView['status'][] = ['ON_THE_WAY', 'ARRIVED']

/** What is said at the door, large enough to be read with a dog on the leash. */
export function PinCard({ order }: { order: OrderView }) {
  const t = useTexts()
  if (!shownIn.includes(order.status)) return null
  return (
    <section aria-labelledby="pin-heading" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-lg bg-leaf p-5 text-on-leaf shadow-mid">
      <div className="min-w-0 flex-1 basis-44">
        <h2 id="pin-heading" className="text-lg">{t('tracking-pin')}</h2>
        <p className="text-sm opacity-90">{t('tracking-pin-detail')}</p>
      </div>
      <p className="flex gap-1.5">
        <span className="sr-only">{[...order.pin].join(' ')}</span>
        {[...order.pin].map((digit, index) => (
          <span key={index} aria-hidden className="tabular grid h-14 w-11 place-items-center rounded-md bg-card text-3xl font-bold text-leaf">{digit}</span>
        ))}
      </p>
    </section>
  )
}
