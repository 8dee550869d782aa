import type { ReactNode } from 'react'
import { type FormEvent, useId, useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Failure } from './states.tsx'

type ConfirmByNameProps = {
  title: string
  /** What has to be typed. */
  name: string
  /** What the button says. */
  action: string
  /** What will happen. */
  children: ReactNode
  busy: boolean
  error: unknown
  onConfirm: () => void
  onClose: () => void
}

/** Asks for the name of what cannot be brought back, so that nobody loses it by a slip. */
export function ConfirmByName({ title, name, action, children, busy, error, onConfirm, onClose }: ConfirmByNameProps) {
  const t = useTexts()
  const form = useId()
  const [typed, setTyped] = useState('')
  const confirm = (event: FormEvent) => {
    event.preventDefault()
    if (typed === name) onConfirm()
  }
  return (
    <Dialog
      title={title}
      shape="center"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} kind="danger" busy={busy} disabled={typed !== name}>
            {action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={confirm} className="grid gap-4">
        <div>{children}</div>
        <TextField label={t('confirm-type', { name })} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} data-first-focus />
        {error ? <Failure error={error} /> : null}
      </form>
    </Dialog>
  )
}
