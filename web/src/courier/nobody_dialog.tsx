import { MapPinX, UserRoundX } from 'lucide-react'

import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { AttemptReason } from './job.ts'

type NobodyDialogProps = { isLast: boolean; onReason: (reason: AttemptReason) => void; onClose: () => void }

/** Why it could not be handed over. */
export function NobodyDialog({ isLast, onReason, onClose }: NobodyDialogProps) {
  const t = useTexts()
  return (
    <Dialog title={t('courier-nobody-title')} onClose={onClose}>
      <div className="grid gap-3">
        <p>{isLast ? t('courier-nobody-last') : t('courier-nobody-again')}</p>
        <Button size="large" icon={<UserRoundX aria-hidden size={22} />} onClick={() => onReason('customer_absent')} className="min-h-16">
          {t('courier-absent')}
        </Button>
        <Button size="large" icon={<MapPinX aria-hidden size={22} />} onClick={() => onReason('wrong_address')} className="min-h-16">
          {t('courier-wrong-address')}
        </Button>
      </div>
    </Dialog>
  )
}
