import { Plus } from 'lucide-react'

import { formatMoney } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Link } from '../ui/location.tsx'
import { AllergenIcons, DietMark } from './marks.tsx'
import { availabilityOf, type Item, wordsOf } from './menu.ts'
import { leastPrice } from './options.ts'

type ItemCardProps = {
  item: Item
  /** How many of it are in the cart. */
  inCart: number
  onOpen: () => void
  /** Adds one, where nothing has to be chosen. */
  onAdd: () => void
}

/** Something on the menu: a row on a phone, a picture with words below elsewhere. All of it opens the item. */
export function ItemCard({ item, inCart, onOpen, onAdd }: ItemCardProps) {
  const t = useTexts()
  const name = wordsOf(item.name)
  const availability = availabilityOf(item)
  const isSoldOut = availability.kind === 'sold_out'
  const { price, varies } = leastPrice(item)
  const mustChoose = item.options.some((group) => group.min > 0)
  return (
    <li
      className={classNames(
        'group relative flex flex-row-reverse overflow-hidden rounded-lg border border-line bg-card shadow-low sm:flex-col',
        'transition-[box-shadow,transform,border-color] duration-200 hover:border-edge/60 hover:shadow-mid motion-safe:hover:-translate-y-0.5',
      )}
    >
      <div className="relative w-32 shrink-0 overflow-hidden bg-sunken sm:aspect-4/3 sm:w-full">
        <img
          src={item.picture}
          alt=""
          width={320}
          height={240}
          loading="lazy"
          decoding="async"
          className={classNames('size-full object-cover transition-transform duration-500 ease-out motion-safe:group-hover:scale-104', isSoldOut && 'opacity-45 grayscale')}
        />
        {availability.kind === 'few' ? (
          <Badge tone="warning" className="absolute top-2 left-2 shadow-low">{t('shop-left', { n: availability.left })}</Badge>
        ) : isSoldOut ? (
          <Badge className="absolute top-2 left-2 shadow-low">{t('shop-sold-out')}</Badge>
        ) : null}
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-1 p-3.5 sm:p-4">
        <h3 className={classNames('text-base leading-snug font-bold sm:text-lg', isSoldOut && 'text-soft')}>
          <Link href={paths.item(item.id)} keepScroll onClick={onOpen} className="after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:-outline-offset-3 focus-visible:after:outline-river">
            {name}
          </Link>
        </h3>
        <p className="line-clamp-2 text-sm text-soft">{wordsOf(item.description)}</p>
        <div className="flex flex-wrap items-center gap-2 pt-0.5">
          <DietMark item={item} />
          <AllergenIcons item={item} />
        </div>
        <div className="mt-auto flex min-h-11 items-end justify-between gap-2 pt-1">
          <p className={classNames('leading-tight', isSoldOut && 'text-soft')}>
            {varies ? <span className="block text-xs text-soft">{t('shop-from')}</span> : null}
            <span className="tabular text-base font-bold">{formatMoney(price)}</span>
          </p>
          {isSoldOut ? null : mustChoose ? (
            inCart > 0 ? <InCart count={inCart} /> : null
          ) : (
            <div className="relative z-10">
              <IconButton
                label={t('shop-add-named', { name })}
                kind={inCart > 0 ? 'primary' : 'secondary'}
                onClick={onAdd}
                disabled={inCart >= item.available}
                className={classNames('rounded-full!', inCart === 0 && 'text-clay!')}
              >
                {inCart > 0 ? <span className="tabular">{inCart}</span> : <Plus aria-hidden size={20} />}
              </IconButton>
            </div>
          )}
        </div>
      </div>
    </li>
  )
}

function InCart({ count }: { count: number }) {
  const t = useTexts()
  return (
    <span className="tabular grid size-10 shrink-0 place-items-center rounded-full bg-clay font-semibold text-on-clay" title={t('shop-in-cart', { n: count })}>
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t('shop-in-cart', { n: count })}</span>
    </span>
  )
}
