import { Delete, PackageCheck } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Note } from '../ui/states.tsx'

const PIN_DIGITS = 4
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

type PinKeypadProps = { triesLeft: number; wasWrong: boolean; busy: boolean; onPin: (pin: string) => void }

/** The customer says the number, the courier types it with a thumb. Sending is a press of its own: each wrong number costs a try. */
export function PinKeypad({ triesLeft, wasWrong, busy, onPin }: PinKeypadProps) {
  const t = useTexts()
  const [pin, setPin] = useState('')
  const isWhole = pin.length === PIN_DIGITS
  const type = (digit: string) => setPin((typed) => (typed + digit).slice(0, PIN_DIGITS))
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!isWhole || busy) return
    onPin(pin)
    setPin('')
  }
  if (triesLeft === 0) return <Note tone="bad">{t('courier-no-tries')}</Note>
  return (
    <form onSubmit={send} className="grid gap-2.5">
      <label className="grid justify-items-center gap-1">
        <span className="sr-only">{t('courier-pin')}</span>
        <span id="courier-pin-said" aria-live="polite" className={classNames('font-semibold', wasWrong && pin === '' && 'text-chili')}>
          {wasWrong && pin === '' ? t('courier-pin-wrong', { n: triesLeft }) : t('courier-pin-ask')}
        </span>
        <input
          value={pin}
          onChange={(event) => setPin(event.target.value.replace(/\D/g, '').slice(0, PIN_DIGITS))}
          // The keys below are larger than the phone's own.
          inputMode="none"
          autoComplete="off"
          aria-invalid={wasWrong && pin === '' ? true : undefined}
          aria-describedby="courier-pin-said"
          placeholder="••••"
          className="tabular h-13 w-52 rounded-md border border-edge/60 bg-card pl-[0.35em] text-center text-3xl font-bold tracking-[0.35em] aria-invalid:border-chili"
        />
      </label>
      <div className="grid grid-cols-3 gap-2">
        {digits.map((digit) => (
          <Key key={digit} onPress={() => type(digit)}>{digit}</Key>
        ))}
        <span />
        <Key onPress={() => type('0')}>0</Key>
        <Key label={t('courier-pin-delete')} disabled={pin === ''} onPress={() => setPin((typed) => typed.slice(0, -1))}>
          <Delete aria-hidden size={26} />
        </Key>
      </div>
      <Button type="submit" kind="primary" size="large" busy={busy} disabled={!isWhole} icon={<PackageCheck aria-hidden size={24} />} className="min-h-16 text-xl">
        {t('courier-hand-over')}
      </Button>
    </form>
  )
}

function Key({ label, disabled = false, onPress, children }: { label?: string; disabled?: boolean; onPress: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      onClick={onPress}
      className="grid h-13 place-items-center rounded-md bg-sunken text-2xl font-semibold transition-colors select-none touch-manipulation hover:bg-line active:bg-line disabled:opacity-40"
    >
      {children}
    </button>
  )
}
