import { MapPin } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { classNames } from '../../ui/class_names.ts'
import { TextField } from '../../ui/field.tsx'
import { streetsLike, useStreets } from './streets.ts'

type StreetFieldProps = { value: string; onChange: (street: string) => void; error: string | null }

/** A street, completed from those of the town while it is typed: a combobox as the ARIA authoring practices have it. */
export function StreetField({ value, onChange, error }: StreetFieldProps) {
  const t = useTexts()
  const list = useId()
  const streets = useStreets()
  const [isTyping, setTyping] = useState(false)
  const [at, setAt] = useState(0)
  const offers = isTyping ? streetsLike(streets, value).filter((street) => street.name !== value) : []
  const chosen = offers[Math.min(at, offers.length - 1)]
  const choose = (name: string) => {
    onChange(name)
    setTyping(false)
  }
  const keys = (event: KeyboardEvent) => {
    if (!chosen) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setAt((now) => (Math.min(now, offers.length - 1) + step + offers.length) % offers.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      choose(chosen.name)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      setTyping(false)
    }
  }
  return (
    <div className="relative">
      <TextField
        label={t('checkout-street')}
        autoComplete="off"
        required
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={offers.length > 0}
        aria-controls={list}
        aria-activedescendant={chosen ? `${list}-${offers.indexOf(chosen)}` : undefined}
        placeholder="Rua das Acácias"
        value={value}
        onChange={(event) => {
          onChange(event.target.value)
          setTyping(true)
          setAt(0)
        }}
        onKeyDown={keys}
        onBlur={() => setTyping(false)}
        error={error}
      />
      <ul
        id={list}
        role="listbox"
        aria-label={t('checkout-streets')}
        className={classNames('absolute left-0 top-full z-10 mt-1 w-[calc(100%+7.25rem)] sm:w-full overflow-hidden rounded-md border border-line bg-raised py-1 shadow-high', offers.length === 0 && 'hidden')}
      >
        {offers.map((street, index) => (
          <li
            key={street.name}
            id={`${list}-${index}`}
            role="option"
            aria-selected={street === chosen}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(street.name)}
            className={classNames('flex min-h-11 cursor-pointer items-center gap-2.5 px-3.5', street === chosen ? 'bg-ink/7' : 'hover:bg-ink/4')}
          >
            <MapPin aria-hidden size={16} className="shrink-0 text-soft" />
            <span className="min-w-0 flex-1 truncate">{street.name}</span>
            <span className="tabular text-sm text-soft">{t('checkout-street-numbers', { last: String(street.lastNumber) })}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
