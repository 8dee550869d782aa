import { Check } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'

import { formatMoney } from '../format/format.ts'
import type { Texts } from '../texts/texts.tsx'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'
import { Quantity } from '../ui/quantity.tsx'
import { Note } from '../ui/states.tsx'
import { added, type Cart, type CartLine, countOf, NOTE_MAX, QUANTITY_MAX, replaced } from './cart.ts'
import { AllergenList, DietMark } from './marks.tsx'
import { availabilityOf, type Item, type OptionGroup, wordsOf } from './menu.ts'
import { chosenOf, type Chosen, isFull, isOneOf, offered, toggled, unanswered, unitPrice } from './options.ts'

type ItemSheetProps = {
  item: Item
  cart: Cart
  /** The line of the cart that is changed; without, one is added. */
  line: { key: string; of: CartLine } | null
  onDone: (change: (cart: Cart) => Cart) => void
  onClose: () => void
}

/** Something of the menu, and how it is wanted. */
export function ItemSheet({ item, cart, line, onDone, onClose }: ItemSheetProps) {
  const t = useTexts()
  const form = useId()
  const [chosen, setChosen] = useState<Chosen>(() => (line ? offered(item, line.of.options) : []))
  const [note, setNote] = useState(line?.of.note ?? '')
  const [quantity, setQuantity] = useState(line?.of.quantity ?? 1)
  const [isAsked, setAsked] = useState(false)
  const groups = useRef<HTMLDivElement>(null)
  const availability = availabilityOf(item)
  const elsewhere = countOf(cart, item.id) - (line?.of.quantity ?? 0)
  const most = Math.min(QUANTITY_MAX, item.available - elsewhere)
  const missing = unanswered(item, chosen)
  const total = unitPrice(item, chosen) * quantity

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (missing) {
      setAsked(true)
      const at = item.options.indexOf(missing)
      const group = groups.current?.querySelectorAll('fieldset')[at]
      group?.scrollIntoView({ block: 'center', behavior: 'smooth' })
      group?.querySelector<HTMLInputElement>('input:not(:disabled)')?.focus({ preventScroll: true })
      return
    }
    const wish: CartLine = { item: item.id, options: chosen, note: note.trim(), quantity, seenPrice: unitPrice(item, chosen) }
    onDone((all) => (line ? replaced(all, line.key, wish) : added(all, wish)))
  }

  return (
    <Dialog
      title={wordsOf(item.name)}
      size="wide"
      onClose={onClose}
      actions={
        most < 1 ? (
          <p className="w-full text-center font-semibold text-soft">{availability.kind === 'sold_out' ? t('shop-sold-out-long') : t('shop-all-in-cart')}</p>
        ) : (
          <div className="flex w-full items-center gap-3">
            <Quantity label={t('shop-quantity')} fewer={t('shop-fewer')} more={t('shop-more')} value={quantity} max={most} onChange={setQuantity} />
            <Button type="submit" form={form} kind="primary" size="large" className="min-w-0 flex-1 px-4">
              <span className="flex-1 truncate text-left">{missing && isAsked ? t('shop-choose') : line ? t('shop-change-line') : t('shop-add')}</span>
              <span className="tabular">{formatMoney(total)}</span>
            </Button>
          </div>
        )
      }
    >
      <form id={form} noValidate onSubmit={submit} className="-m-5 sm:grid sm:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] sm:items-start">
        <div className="sm:sticky sm:-top-5">
          <img src={item.picture} alt="" width={320} height={240} className={classNames('aspect-16/10 w-full object-cover sm:aspect-4/3', availability.kind === 'sold_out' && 'opacity-60 grayscale')} />
          <div className="grid gap-3 p-5">
            <p>{wordsOf(item.description)}</p>
            <div className="flex flex-wrap items-center gap-2">
              <DietMark item={item} />
              {availability.kind === 'few' ? <Badge tone="warning">{t('shop-left', { n: availability.left })}</Badge> : null}
            </div>
            <AllergenList item={item} />
            <p className="tabular text-lg font-bold">{formatMoney(item.price)}</p>
          </div>
        </div>
        <div ref={groups} className="grid gap-6 p-5 pt-0 sm:border-l sm:border-line sm:pt-5">
          {availability.kind === 'sold_out' ? <Note tone="warning">{t('shop-sold-out-detail')}</Note> : null}
          {item.options.map((group) => (
            <Options
              key={wordsOf(group.name)}
              group={group}
              chosen={chosen}
              isWrong={isAsked && group === missing}
              onToggle={(choice) => setChosen((all) => toggled(group, all, choice))}
            />
          ))}
          <TextArea
            label={t('shop-note')}
            placeholder={t('shop-note-example')}
            rows={2}
            maxLength={NOTE_MAX}
            value={note}
            onChange={(event) => setNote(event.target.value)}
            hint={note.length > NOTE_MAX - 40 ? t('shop-note-left', { n: NOTE_MAX - note.length }) : undefined}
          />
        </div>
      </form>
    </Dialog>
  )
}

type OptionsProps = { group: OptionGroup; chosen: Chosen; isWrong: boolean; onToggle: (choice: OptionGroup['choices'][number]) => void }

function Options({ group, chosen, isWrong, onToggle }: OptionsProps) {
  const t = useTexts()
  const name = useId()
  const count = chosenOf(group, chosen).length
  const isAnswered = count >= group.min
  const oneOf = isOneOf(group)
  return (
    <fieldset className={classNames('rounded-lg border bg-card transition-colors', isWrong ? 'border-chili' : 'border-line')} aria-describedby={`${name}-rule`}>
      <legend className="sr-only">{wordsOf(group.name)}</legend>
      <div aria-hidden className="flex items-center justify-between gap-3 px-4 pt-3 pb-2">
        <div>
          <p className="font-bold">{wordsOf(group.name)}</p>
          <p id={`${name}-rule`} className={classNames('text-sm', isWrong ? 'font-medium text-chili' : 'text-soft')}>{ruleWords(group, t)}</p>
        </div>
        {group.min === 0 ? null : isAnswered ? (
          <span className="grid size-6 animate-rise place-items-center rounded-full bg-leaf text-on-leaf">
            <Check size={15} strokeWidth={3} />
          </span>
        ) : (
          <Badge tone={isWrong ? 'bad' : 'brand'}>{group.max > 1 ? `${count}/${group.min}` : t('shop-required')}</Badge>
        )}
      </div>
      <ul className="divide-y divide-line/70">
        {group.choices.map((choice) => {
          const isChosen = chosen.includes(choice.id)
          const isDisabled = !choice.available || (!oneOf && !isChosen && isFull(group, chosen))
          return (
            <li key={choice.id}>
              <label className={classNames('flex min-h-12 items-center gap-3 px-4 py-2 transition-colors has-focus-visible:bg-ink/5', isDisabled ? 'text-soft' : 'hover:bg-ink/4')}>
                <span className="min-w-0 flex-1">
                  {wordsOf(choice.name)}
                  {choice.available ? null : <span className="text-sm text-soft"> · {t('shop-option-out')}</span>}
                </span>
                {choice.price_delta === 0 ? null : (
                  <span className="tabular text-sm text-soft">
                    {choice.price_delta > 0 ? '+ ' : '− '}
                    {formatMoney(Math.abs(choice.price_delta))}
                  </span>
                )}
                <input
                  type={oneOf ? 'radio' : 'checkbox'}
                  name={oneOf ? name : undefined}
                  checked={isChosen}
                  disabled={isDisabled}
                  onChange={() => onToggle(choice)}
                  className="size-5 shrink-0 accent-clay"
                />
              </label>
            </li>
          )
        })}
      </ul>
    </fieldset>
  )
}

function ruleWords(group: OptionGroup, t: Texts): string {
  const { min, max } = group
  if (min === max) return t('shop-choose-exactly', { n: min })
  if (min === 0) return t('shop-choose-up-to', { n: max })
  return t('shop-choose-between', { min, max })
}
