import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { erase, eraseAll, type Whose } from './requests.ts'

type EraseDialogProps = { whose: Whose; conversation: string; onErased: () => void; onClose: () => void }

/** Asks once more before nothing of what was said is kept. */
export function EraseDialog({ whose, conversation, onErased, onClose }: EraseDialogProps) {
  const t = useTexts()
  const [all, setAll] = useState(false)
  const erased = useMutation({
    mutationFn: () => (all ? eraseAll() : erase(whose, conversation)),
    onSuccess: onErased,
  })
  return (
    <Dialog
      title={t('chat-erase-title')}
      shape="center"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="danger" busy={erased.isPending} icon={<Trash2 aria-hidden size={16} />} onClick={() => erased.mutate()}>
            {t('chat-erase-now')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <p>{t('chat-erase-detail')}</p>
        {whose.link === null ? <Checkbox label={t('chat-erase-all')} checked={all} onChange={(event) => setAll(event.target.checked)} /> : null}
        {erased.isError ? <Failure error={erased.error} /> : null}
      </div>
    </Dialog>
  )
}
