import { INITIAL_REVISION, type Machine } from '../../api/state_machines.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure, Note } from '../../ui/states.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { useSession, useStudio } from '../session_context.tsx'
import { Comparison } from './comparison.tsx'

type ConflictDialogProps = {
  theirs: Machine
  isBusy: boolean
  error: unknown
  onOverwrite: (theirs: Machine) => void
  onClose: () => void
}

/** Somebody else has saved another definition meanwhile: both are shown, and one is chosen. The other is not lost by an undo. */
export function ConflictDialog({ theirs, isBusy, error, onOverwrite, onClose }: ConflictDialogProps) {
  const t = useTexts()
  const toasts = useToasts()
  const session = useSession()
  const text = useStudio((state) => state.text)
  const takeTheirs = () => {
    const { definition, stateMachineArn: arn, revisionId = INITIAL_REVISION, roleArn } = theirs
    session.replace(definition)
    session.set({ substitutions: {}, saved: { arn, text: definition, substitutions: {}, revisionId, roleArn } })
    toasts.done(t('lifecycle-conflict-taken'))
    onClose()
  }
  return (
    <Dialog
      title={t('lifecycle-conflict')}
      size="wide"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button onClick={takeTheirs}>{t('lifecycle-conflict-take')}</Button>
          <Button kind="danger" busy={isBusy} onClick={() => onOverwrite(theirs)}>{t('lifecycle-conflict-overwrite')}</Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Note tone="warning">{t('lifecycle-conflict-why')}</Note>
        {error ? <Failure error={error} /> : null}
        <Comparison before={{ title: t('lifecycle-theirs'), text: theirs.definition }} after={{ title: t('lifecycle-mine'), text }} />
      </div>
    </Dialog>
  )
}
