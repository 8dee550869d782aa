import { CalendarClock, CirclePlus, PackageX } from 'lucide-react'
import type { ReactNode } from 'react'

import { isProblem } from '../../api/problem.ts'
import { formatMoney } from '../../format/format.ts'
import { paths } from '../../paths.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Link } from '../../ui/location.tsx'
import { Failure, Note } from '../../ui/states.tsx'
import type { CartLine, PricedCart } from '../cart.ts'
import { lineKey, removed, replaced, withQuantity } from '../cart.ts'
import { CartLines } from '../cart_lines.tsx'
import { changeCart } from '../cart_store.ts'
import { itemOf, type MenuView, wordsOf } from '../menu.ts'
import { plainest, unitPrice } from '../options.ts'
import { type Missing, missingOf } from './missing.ts'

type TroubleProps = {
  /** What the quote or the order was refused with. */
  error: unknown
  cart: PricedCart
  menu: MenuView
  onWantsSlot: () => void
  onRetry: () => void
}

/** Why the order cannot be placed as it is, and what to do about it, here. */
export function Trouble({ error, cart, menu, onWantsSlot, onRetry }: TroubleProps) {
  const t = useTexts()
  const missing = missingOf(error)
  if (missing.length > 0) {
    return (
      <Told title={t('checkout-missing')} icon={<PackageX size={20} />}>
        {missing.map((one) => (
          <MissingItem key={one.item} missing={one} cart={cart} menu={menu} />
        ))}
      </Told>
    )
  }
  if (isProblem(error, 'below_minimum')) {
    const { minimum, missing_amount: lacking } = error.members
    return (
      <Told title={error.title} icon={<CirclePlus size={20} />}>
        {typeof minimum === 'number' && typeof lacking === 'number' ? (
          <p>{t('checkout-below-minimum', { minimum: formatMoney(minimum), lacking: formatMoney(lacking) })}</p>
        ) : null}
        <Link href={paths.shop()} className={buttonClass('secondary')}>{t('checkout-add-more')}</Link>
      </Told>
    )
  }
  if (isProblem(error, 'store_closed')) {
    return (
      <Told title={error.title} icon={<CalendarClock size={20} />}>
        <Button onClick={onWantsSlot}>{t('checkout-choose-slot')}</Button>
      </Told>
    )
  }
  if (isProblem(error, 'invalid_cart')) {
    return (
      <Told title={error.title} icon={<PackageX size={20} />}>
        <CartLines lines={cart.lines} />
      </Told>
    )
  }
  if (isProblem(error, 'key_taken')) {
    return (
      <Told title={error.title} icon={<PackageX size={20} />}>
        <Link href={paths.orders()} className={buttonClass('secondary')}>{t('checkout-see-orders')}</Link>
      </Told>
    )
  }
  return <Failure error={error} onRetry={onRetry} />
}

function Told({ title, icon, children }: { title: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Note tone="warning" icon={icon}>
      <div role="alert" className="grid grid-cols-[minmax(0,1fr)] justify-items-start gap-3">
        <p className="font-bold">{title}</p>
        {children}
      </div>
    </Note>
  )
}

/** Something that others were faster to order: as many as are left, something else instead, or without it. */
function MissingItem({ missing, cart, menu }: { missing: Missing; cart: PricedCart; menu: MenuView }) {
  const t = useTexts()
  const lines = cart.lines.filter((line) => line.item === missing.item)
  const substitutes = missing.substitutes.flatMap((id) => itemOf(menu, id) ?? []).filter((item) => item.available > 0)
  const drop = () => changeCart((all) => lines.reduce((rest, line) => removed(rest, line.key), all))
  const keepLeft = () =>
    changeCart((all) => {
      let left = missing.left
      return lines.reduce((rest, line) => {
        const quantity = Math.min(line.quantity, left)
        left -= quantity
        return withQuantity(rest, line.key, quantity)
      }, all)
    })
  return (
    <div className="grid w-full grid-cols-[minmax(0,1fr)] gap-2 rounded-md bg-card p-3 text-ink">
      <p>
        <strong>{missing.name}</strong> <span className="text-soft">{t('checkout-missing-left', { wanted: missing.wanted, left: missing.left })}</span>
      </p>
      <div className="flex flex-wrap gap-2">
        {missing.left > 0 ? (
          <Button size="small" onClick={keepLeft}>{t('shop-take-left', { n: missing.left })}</Button>
        ) : null}
        {substitutes.map((item) => (
          <Button
            key={item.id}
            size="small"
            className="max-w-full"
            onClick={() =>
              changeCart((all) =>
                lines.reduce((rest, line) => {
                  const options = plainest(item)
                  const instead: CartLine = { item: item.id, options, note: '', quantity: line.quantity, seenPrice: unitPrice(item, options) }
                  return replaced(rest, lineKey(line), instead)
                }, all),
              )
            }
          >
            <span className="min-w-0 truncate">{t('checkout-instead', { name: wordsOf(item.name) })}</span>
            <span className="tabular text-soft">{formatMoney(unitPrice(item, plainest(item)))}</span>
          </Button>
        ))}
        <Button size="small" kind="quiet" onClick={drop}>{t('checkout-without')}</Button>
      </div>
    </div>
  )
}
