import { useMutation, useQueryClient } from '@tanstack/react-query'

import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Failure } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { basesQuery, type Document, removeDocument } from './knowledge_query.ts'

export function RemoveDocument({ base, document, onClose }: { base: string; document: Document; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const removing = useMutation({
    mutationFn: () => removeDocument(base, document.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: basesQuery.queryKey })
      toasts.done(t('knowledge-removed', { name: document.name }))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('knowledge-remove')}
      shape="center"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="danger" busy={removing.isPending} onClick={() => removing.mutate()}>
            {t('knowledge-remove-it')}
          </Button>
        </>
      }
    >
      <p>{t('knowledge-remove-detail', { name: document.name, n: document.passages })}</p>
      {removing.isError ? <Failure error={removing.error} className="mt-4" /> : null}
    </Dialog>
  )
}
