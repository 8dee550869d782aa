import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { useShopInfo } from '../../api/shop_info.ts'
import { phoneMask } from '../../format/brazil.ts'
import { paths } from '../../paths.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Segments, TextField } from '../../ui/field.tsx'
import { Failure, Note } from '../../ui/states.tsx'
import { askForCode, comeAsGuest, type Customer, signIn } from './customer.ts'

type WhoFormProps = {
  id: string
  name: string
  phone: string
  onName: (name: string) => void
  onPhone: (phone: string) => void
  onBusy: (isBusy: boolean) => void
  onKnown: (customer: Customer) => void
}

const NAME_MAX = 80

function isPhone(phone: string): boolean {
  return /^\d{10,11}$/.test(phone.replace(/\D/g, ''))
}

/** Who orders: as a guest, or as the same person as the last time. */
export function WhoForm(props: WhoFormProps) {
  const t = useTexts()
  const [way, setWay] = useState<'guest' | 'code'>('guest')
  return (
    <div className="grid gap-4">
      <Segments
        className="justify-self-start"
        label={t('checkout-who-way')}
        value={way}
        onChange={setWay}
        choices={[
          { value: 'guest', label: t('checkout-who-guest') },
          { value: 'code', label: t('checkout-who-code') },
        ]}
      />
      {way === 'guest' ? <GuestForm {...props} /> : <CodeForm {...props} />}
    </div>
  )
}

function GuestForm({ id, name, phone, onName, onPhone, onBusy, onKnown }: WhoFormProps) {
  const t = useTexts()
  const { store } = useShopInfo()
  const [isTried, setTried] = useState(false)
  const coming = useMutation({
    mutationFn: () => comeAsGuest(store, name.trim(), phone),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onKnown,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() && isPhone(phone)) coming.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('checkout-name')}
          autoComplete="name"
          maxLength={NAME_MAX}
          required
          value={name}
          onChange={(event) => onName(event.target.value)}
          error={isTried && !name.trim() ? t('checkout-name-needed') : null}
        />
        <TextField
          label={t('checkout-phone')}
          type="tel"
          inputMode="tel"
          autoComplete="tel-national"
          placeholder="(11) 98765-4321"
          required
          value={phone}
          onChange={(event) => onPhone(phoneMask(event.target.value))}
          hint={t('checkout-phone-why')}
          error={isTried && !isPhone(phone) ? t('checkout-phone-needed') : null}
        />
      </div>
      {coming.error ? <Failure error={coming.error} /> : null}
      <Button type="submit" kind="primary" busy={coming.isPending} className="justify-self-start max-lg:hidden">{t('checkout-continue')}</Button>
    </form>
  )
}

function CodeForm({ id, name, onName, onBusy, onKnown }: WhoFormProps) {
  const t = useTexts()
  const { store, demo } = useShopInfo()
  const [contact, setContact] = useState('')
  const [code, setCode] = useState('')
  const asking = useMutation({
    mutationFn: () => askForCode(store, contact.trim()),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
  })
  const challenge = asking.data
  const entering = useMutation({
    mutationFn: (challenge: string) => signIn(store, challenge, code.trim(), name.trim()),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onKnown,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (challenge) entering.mutate(challenge.challenge)
    else if (contact.trim()) asking.mutate()
  }
  const again = () => {
    setCode('')
    entering.reset()
    asking.reset()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="grid gap-4">
      {challenge ? (
        <>
          <p>{t('checkout-code-sent', { contact })}</p>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label={t('checkout-code')}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              autoFocus
              value={code}
              onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
              className="[&_input]:tabular [&_input]:text-lg [&_input]:tracking-[0.3em]"
            />
            <TextField label={t('checkout-name-first')} autoComplete="name" maxLength={NAME_MAX} value={name} onChange={(event) => onName(event.target.value)} />
          </div>
          {demo ? (
            <Note>
              {t('checkout-code-demo')}{' '}
              <a href={paths.phone()} target="_blank" rel="noreferrer" className="underline underline-offset-2">{t('checkout-code-demo-phone')}</a>
            </Note>
          ) : null}
        </>
      ) : (
        <TextField
          label={t('checkout-contact')}
          autoComplete="tel"
          placeholder="(11) 98765-4321"
          value={contact}
          onChange={(event) => setContact(/^[\d\s()+-]*$/.test(event.target.value) ? phoneMask(event.target.value) : event.target.value)}
          hint={t('checkout-contact-why')}
        />
      )}
      {entering.error || asking.error ? <Failure error={entering.error ?? asking.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={asking.isPending || entering.isPending} className="max-lg:hidden">
          {challenge ? t('checkout-sign-in') : t('checkout-code-send')}
        </Button>
        {challenge ? <Button onClick={again}>{t('checkout-code-again')}</Button> : null}
      </div>
    </form>
  )
}
