import { Pencil, Trash2 } from 'lucide-react'

import { formatMoney } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button, buttonClass, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Link } from '../ui/location.tsx'
import { Quantity } from '../ui/quantity.tsx'
import { countOf, type Cart, type PricedLine, QUANTITY_MAX, removed, withQuantity } from './cart.ts'
import { changeCart } from './cart_store.ts'
import { wordsOf } from './menu.ts'
import { chosenOf } from './options.ts'

type CartLinesProps = { lines: readonly PricedLine[]; onEdit?: () => void }

/** The lines of a cart, each of which can be changed where it is. */
export function CartLines({ lines, onEdit }: CartLinesProps) {
  return (
    <ul className="divide-y divide-dashed divide-line">
      {lines.map((line) => (
        <CartLineRow key={line.key} line={line} cart={lines} onEdit={onEdit} />
      ))}
    </ul>
  )
}

function CartLineRow({ line, cart, onEdit }: { line: PricedLine; cart: Cart; onEdit?: () => void }) {
  const t = useTexts()
  const name = line.of ? wordsOf(line.of.name) : line.item
  const options = optionWords(line)
  const isFine = line.state.kind === 'fine'
  const others = countOf(cart, line.item) - line.quantity
  const most = Math.min(QUANTITY_MAX, Math.max(line.quantity, (line.of?.available ?? 0) - others))
  return (
    <li className="grid animate-fade grid-cols-[3.5rem_1fr] gap-3 py-3.5">
      {line.of ? (
        <img src={line.of.picture} alt="" width={56} height={56} className={classNames('size-14 rounded-md object-cover', !isFine && 'opacity-50 grayscale')} />
      ) : (
        <span className="size-14 rounded-md bg-sunken" />
      )}
      <div className="min-w-0">
        <div className="flex items-start justify-between gap-3">
          <p className="min-w-0 leading-snug font-semibold">{name}</p>
          {line.of ? <p className="tabular shrink-0 font-semibold">{formatMoney(line.total)}</p> : null}
        </div>
        {options ? <p className="text-sm text-soft">{options}</p> : null}
        {line.note ? <p className="text-sm break-words text-soft italic">“{line.note}”</p> : null}
        {line.of && line.seenPrice > 0 && line.seenPrice !== line.unit ? (
          <p className="text-sm font-medium text-sun">{t('shop-price-changed', { was: formatMoney(line.seenPrice), now: formatMoney(line.unit) })}</p>
        ) : null}
        <LineTrouble line={line} others={others} name={name} />
        <div className="flex items-center gap-1 pt-2">
          {line.state.kind === 'gone' || (line.state.kind === 'short' && line.state.left === 0) ? (
            <Button size="small" icon={<Trash2 aria-hidden size={15} />} onClick={() => changeCart((all) => removed(all, line.key))}>
              {t('shop-remove')}
            </Button>
          ) : (
            <>
              <Quantity
                label={t('shop-quantity-of', { name })}
                fewer={line.quantity === 1 ? t('shop-remove-named', { name }) : t('shop-fewer')}
                more={t('shop-more')}
                min={0}
                max={most}
                value={line.quantity}
                onChange={(quantity) => changeCart((all) => withQuantity(all, line.key, quantity))}
              />
              <Link
                href={paths.item(line.item, line.key)}
                keepScroll
                onClick={onEdit}
                className={classNames(buttonClass('quiet'), 'w-10 px-0! text-soft')}
                aria-label={t('shop-edit-named', { name })}
                title={t('shop-edit-named', { name })}
              >
                <Pencil aria-hidden size={16} />
              </Link>
              <IconButton label={t('shop-remove-named', { name })} className="text-soft" onClick={() => changeCart((all) => removed(all, line.key))}>
                <Trash2 aria-hidden size={16} />
              </IconButton>
            </>
          )}
        </div>
      </div>
    </li>
  )
}

/** What is wrong with a line by now, and the way out where it is one touch. */
function LineTrouble({ line, others, name }: { line: PricedLine; others: number; name: string }) {
  const t = useTexts()
  switch (line.state.kind) {
    case 'fine':
      return null
    case 'gone':
      return <p className="text-sm font-medium text-chili">{t('shop-line-gone')}</p>
    case 'changed':
      return <p className="text-sm font-medium text-chili">{t('shop-line-changed')}</p>
    case 'short': {
      const room = line.state.left - others
      if (line.state.left === 0) return <p className="text-sm font-medium text-chili">{t('shop-line-sold-out')}</p>
      return (
        <p className="flex flex-wrap items-center gap-x-2 text-sm font-medium text-chili">
          {t('shop-line-short', { n: line.state.left })}
          {room > 0 ? (
            <button
              type="button"
              className="min-h-8 font-semibold underline underline-offset-2"
              onClick={() => changeCart((all) => withQuantity(all, line.key, room))}
              aria-label={`${name}: ${t('shop-take-left', { n: room })}`}
            >
              {t('shop-take-left', { n: room })}
            </button>
          ) : null}
        </p>
      )
    }
  }
}

/** What was chosen, in the order of the menu. */
export function optionWords(line: PricedLine): string {
  const groups = line.of?.options ?? []
  return groups.flatMap((group) => chosenOf(group, line.options).map((choice) => wordsOf(choice.name))).join(' · ')
}
