import { Clock, MapPin, WalletCards } from 'lucide-react'

import { useStore } from '../api/store.ts'
import { openWords } from '../customers/open_state.ts'
import { useNow } from '../format/clock.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { Skeleton } from '../ui/states.tsx'
import type { MenuView } from './menu.ts'

/** So many dishes stand on the counter. */
const DISHES = 3

/** The front of the store: its name, and dishes of today's menu on the counter under the awning. */
export function Hero({ menu }: { menu: MenuView | undefined }) {
  const t = useTexts()
  const now = useNow()
  const store = useStore().data
  if (!store) {
    return (
      <div className="mx-auto max-w-7xl px-4 pt-10 pb-6 sm:px-6 sm:pt-16">
        <Skeleton className="h-14 w-72 max-w-full" />
        <Skeleton className="mt-4 h-5 w-56" />
      </div>
    )
  }
  const { isOpen, words } = openWords(store, t, now)
  return (
    <section className="relative mx-auto max-w-7xl overflow-hidden px-4 pt-8 pb-7 sm:px-6 sm:pt-12 sm:pb-10">
      {menu ? <Counter menu={menu} /> : null}
      <div className="relative max-w-[64%] lg:max-w-[58%]">
        <h1 className="text-[clamp(2.75rem,8.4vw,6rem)] leading-[0.92] font-black tracking-[-0.045em] text-balance">{store.name}</h1>
      </div>
      <ul className="relative mt-5 flex flex-col gap-x-6 gap-y-1.5 text-sm sm:flex-row sm:flex-wrap font-medium text-soft sm:text-base">
        <li className={classNames('flex items-center gap-2 font-semibold', isOpen ? 'text-leaf' : 'text-sun')}>
          <Clock aria-hidden size={17} />
          {words}
        </li>
        <li className="flex items-center gap-2">
          <MapPin aria-hidden size={17} />
          {store.address}
        </li>
        <li className="flex items-center gap-2 max-sm:hidden">
          <WalletCards aria-hidden size={17} />
          {t('shop-payments')}
        </li>
      </ul>
    </section>
  )
}

const places = [
  '-right-[13%] top-[7%] w-[48%] sm:right-[3%] sm:w-[34%] rotate-3 z-10 lg:right-[15%] lg:top-[4%] lg:w-[21%]',
  '-right-[4%] top-[52%] w-[22%] -rotate-8 lg:right-[2%] lg:top-[30%] lg:w-[16%] max-sm:hidden',
  'right-[36%] top-[52%] w-[24%] -rotate-6 lg:right-[33%] lg:top-[38%] lg:w-[14%] max-lg:hidden',
]

/** The first dish that is to be had of each of the first categories. */
function Counter({ menu }: { menu: MenuView }) {
  const dishes = menu.categories.flatMap((category) => category.items.find((item) => item.available > 0) ?? []).slice(0, DISHES)
  return (
    <div aria-hidden className="absolute inset-0">
      {dishes.map((dish, index) => (
        <img
          key={dish.id}
          src={dish.picture}
          alt=""
          className={classNames('absolute aspect-square animate-rise rounded-full border-4 border-card object-cover shadow-mid', places[index])}
        />
      ))}
    </div>
  )
}
