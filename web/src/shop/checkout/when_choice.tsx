import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { answerOf, api, type Schema } from '../../api/client.ts'
import type { Store } from '../../api/store.ts'
import { formatTime } from '../../format/format.ts'
import { language } from '../../texts/bundles.ts'
import { useTexts } from '../../texts/texts.tsx'
import { classNames } from '../../ui/class_names.ts'
import { Segments } from '../../ui/field.tsx'
import { Failure, Loading, Skeleton } from '../../ui/states.tsx'

export type Window = Schema['WindowView']

/** A store takes orders so many days ahead at most; those without times say so. */
const DAYS = 4
/** From here on people are told that a time is nearly full. */
const FEW_LEFT = 3
const DAY_MS = 86_400_000

type WhenChoiceProps = {
  store: Store
  /** When it would come if it were made now. */
  soon: Window | null
  isAsking: boolean
  /** What is chosen; null is as soon as possible. */
  slot: Window | null
  wantsSlot: boolean
  onWantsSlot: (wants: boolean) => void
  onSlot: (slot: Window) => void
}

/** As soon as possible, or at a time of a day. */
export function WhenChoice({ store, soon, isAsking, slot, wantsSlot, onWantsSlot, onSlot }: WhenChoiceProps) {
  const t = useTexts()
  const isOpen = store.open.state === 'open'
  return (
    <div className="grid gap-4">
      <Segments
        className="justify-self-start"
        label={t('checkout-when')}
        value={wantsSlot ? 'slot' : 'soon'}
        onChange={(value) => onWantsSlot(value === 'slot')}
        choices={[
          { value: 'soon', label: t('checkout-soon'), disabled: !isOpen },
          { value: 'slot', label: t('checkout-slot') },
        ]}
      />
      {wantsSlot ? (
        <Slots store={store} slot={slot} onSlot={onSlot} />
      ) : soon ? (
        <p>
          {t('checkout-soon-window')} <strong className="tabular">{windowWords(soon, store)}</strong>
        </p>
      ) : isAsking ? (
        <Skeleton className="h-6 w-52" />
      ) : null}
    </div>
  )
}

/** `19:30–20:00`, by the clocks of the store. */
export function windowWords(window: Window, store: Pick<Store, 'time_zone'>): string {
  const zone = store.time_zone ?? undefined
  const [from, to] = [formatTime(window.from, zone), formatTime(window.to, zone)]
  return from === to ? from : `${from}–${to}`
}

/** `qui., 27`, by the calendar of the store. */
export function dayWords(at: string | number, store: Pick<Store, 'time_zone'>): string {
  return new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', timeZone: store.time_zone ?? undefined }).format(new Date(at))
}

function dayOf(at: number, store: Store): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: store.time_zone ?? undefined }).format(at)
}

function Slots({ store, slot, onSlot }: { store: Store; slot: Window | null; onSlot: (slot: Window) => void }) {
  const t = useTexts()
  const [first] = useState(() => Date.now())
  const days = Array.from({ length: DAYS }, (_, index) => first + index * DAY_MS)
  const [day, setDay] = useState(() => dayOf(slot ? Date.parse(slot.from) : first, store))
  const slots = useQuery({
    queryKey: ['slots', store.id, day],
    queryFn: () => answerOf(api.GET('/api/stores/{store}/slots', { params: { path: { store: store.id }, query: { day } } })),
  })
  const items = slots.data?.items ?? []
  return (
    <div className="grid gap-3">
      <Segments className="justify-self-start" label={t('checkout-day')} value={day} onChange={setDay} choices={days.map((at, index) => ({ value: dayOf(at, store), label: index === 0 ? t('checkout-today') : dayWords(at, store) }))} />
      {slots.error ? (
        <Failure error={slots.error} onRetry={() => void slots.refetch()} />
      ) : slots.isPending ? (
        <Loading>
          <Skeleton className="h-24" />
        </Loading>
      ) : items.length === 0 ? (
        <p className="text-soft">{t('checkout-no-slots')}</p>
      ) : (
        <fieldset>
          <legend className="sr-only">{t('checkout-times')}</legend>
          <div className="grid max-h-64 grid-cols-[repeat(auto-fill,minmax(5.9rem,1fr))] gap-2 overflow-y-auto p-0.5">
            {items.map((one) => (
              <label
                key={one.from}
                className={classNames(
                  'grid min-h-12 place-items-center rounded-md border border-line px-2 py-1 text-center leading-tight transition-colors',
                  'hover:border-edge has-checked:border-clay has-checked:bg-clay-wash has-checked:text-clay has-disabled:opacity-45 has-focus-visible:outline-3 has-focus-visible:outline-river',
                )}
              >
                <input
                  type="radio"
                  name="slot"
                  className="sr-only"
                  disabled={one.left === 0}
                  checked={slot?.from === one.from}
                  onChange={() => onSlot({ from: one.from, to: one.to })}
                />
                <span className="tabular text-sm font-semibold">{windowWords(one, store)}</span>
                {one.left === 0 ? (
                  <span className="text-xs">{t('checkout-slot-full')}</span>
                ) : one.left <= FEW_LEFT ? (
                  <span className="text-xs">{t('checkout-slot-few', { n: one.left })}</span>
                ) : null}
              </label>
            ))}
          </div>
        </fieldset>
      )}
    </div>
  )
}
