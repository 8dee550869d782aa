import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure } from '../../ui/states.tsx'
import { useSession } from '../session_context.tsx'

type ValuesDialogProps = {
  names: readonly string[]
  isBusy: boolean
  error: unknown
  /** True when placeholders stay as they are written. */
  onSettle: (leavesPlaceholders: boolean) => void
  onClose: () => void
}

/** What `${Name}`s stand for that nobody has said yet. */
export function ValuesDialog({ names, isBusy, error, onSettle, onClose }: ValuesDialogProps) {
  const t = useTexts()
  const session = useSession()
  const form = useId()
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const isComplete = names.every((name) => values[name])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isComplete) return
    session.set({ substitutions: { ...session.now().substitutions, ...values } })
    onSettle(false)
  }
  return (
    <Dialog
      title={t('lifecycle-values')}
      shape="center"
      onClose={onClose}
      actions={
        <>
          <Button disabled={isBusy} onClick={() => onSettle(true)}>{t('lifecycle-values-leave')}</Button>
          <Button type="submit" form={form} kind="primary" busy={isBusy} disabled={!isComplete}>{t('save')}</Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <p className="text-soft">{t('lifecycle-values-why')}</p>
        {names.map((name, index) => (
          <TextField key={name} label={name} value={values[name] ?? ''} onChange={(event) => setValues({ ...values, [name]: event.target.value })} spellCheck={false} autoComplete="off" data-first-focus={index === 0 || undefined} />
        ))}
        {error ? <Failure error={error} /> : null}
      </form>
    </Dialog>
  )
}
