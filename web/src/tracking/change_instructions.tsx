import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea, TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { useInstruct } from './change.ts'
import type { OrderView } from './followed.ts'

const NOTE_MAX = 280

/** How the door is found, and what else the courier should know. */
export function ChangeInstructions({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const [complement, setComplement] = useState(order.address.complement ?? '')
  const [instructions, setInstructions] = useState(order.address.instructions ?? '')
  const instruct = useInstruct(order.id)
  return (
    <Dialog
      title={t('tracking-change-instructions')}
      onClose={onClose}
      actions={<Button kind="primary" type="submit" form="instructions" busy={instruct.isPending}>{t('save')}</Button>}
    >
      <form
        id="instructions"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          instruct.mutate(
            { complement, instructions },
            {
              onSuccess: () => {
                toasts.done(t('tracking-instructions-changed'))
                onClose()
              },
            },
          )
        }}
      >
        <TextField label={t('tracking-complement')} hint={t('tracking-complement-hint')} maxLength={NOTE_MAX} value={complement} onChange={(event) => setComplement(event.target.value)} />
        <TextArea label={t('tracking-instructions')} hint={t('tracking-instructions-hint')} rows={3} maxLength={NOTE_MAX} value={instructions} onChange={(event) => setInstructions(event.target.value)} />
        {instruct.error ? <Failure error={instruct.error} /> : null}
      </form>
    </Dialog>
  )
}
