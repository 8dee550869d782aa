import { type FormEvent, useState } from 'react'

import { isProblem } from '../../api/problem.ts'
import { formatDistance } from '../../format/format.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure, Note } from '../../ui/states.tsx'
import type { Draft } from './draft.ts'
import { StreetField } from './street_field.tsx'
import { streetNamed, useStreets } from './streets.ts'

type WhereFormProps = {
  id: string
  draft: Draft
  onChange: (change: Partial<Draft>) => void
  onDone: () => void
  isAsking: boolean
  /** Why there is no quote for the address that was asked for. */
  error: unknown
}

/** What the API takes of what the courier is told. */
const WORDS_MAX = 280

/** Where it goes, as people in Brazil write addresses. */
export function WhereForm({ id, draft, onChange, onDone, isAsking, error }: WhereFormProps) {
  const t = useTexts()
  const [isTried, setTried] = useState(false)
  const streets = useStreets()
  const street = streetNamed(streets, draft.street)
  const number = Number(draft.number)
  const isNumber = /^\d+$/.test(draft.number) && number > 0
  const isBeyond = isNumber && street !== undefined && number > street.lastNumber
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (draft.street.trim() && isNumber && !isBeyond) onDone()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="grid gap-4">
      <div className="grid grid-cols-[1fr_6.5rem] items-start gap-3">
        <StreetField value={draft.street} onChange={(street) => onChange({ street })} error={isTried && !draft.street.trim() ? t('checkout-street-needed') : null} />
        <TextField
          label={t('checkout-number')}
          inputMode="numeric"
          autoComplete="off"
          required
          maxLength={5}
          value={draft.number}
          onChange={(event) => onChange({ number: event.target.value.replace(/\D/g, '') })}
          error={isTried && !isNumber ? t('checkout-number-needed') : isBeyond ? t('checkout-number-beyond', { last: String(street.lastNumber) }) : null}
        />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t('checkout-complement')}
          placeholder={t('checkout-complement-example')}
          autoComplete="address-line2"
          maxLength={WORDS_MAX}
          value={draft.complement}
          onChange={(event) => onChange({ complement: event.target.value })}
        />
        <TextField
          label={t('checkout-instructions')}
          placeholder={t('checkout-instructions-example')}
          autoComplete="off"
          maxLength={WORDS_MAX}
          value={draft.instructions}
          onChange={(event) => onChange({ instructions: event.target.value })}
        />
      </div>
      {isProblem(error, 'out_of_zone') ? (
        <Note tone="warning">
          <p className="font-bold">{error.title}</p>
          <p>{typeof error.members.metres === 'number' ? t('checkout-too-far', { distance: formatDistance(error.members.metres) }) : t('checkout-outside')}</p>
        </Note>
      ) : isProblem(error, 'unknown_address') ? (
        <Note tone="warning">
          <p className="font-bold">{error.title}</p>
          <p>{t('checkout-unknown-address')}</p>
        </Note>
      ) : error ? (
        <Failure error={error} />
      ) : null}
      <Button type="submit" kind="primary" busy={isAsking} className="justify-self-start max-lg:hidden">{t('checkout-see-fee')}</Button>
    </form>
  )
}
