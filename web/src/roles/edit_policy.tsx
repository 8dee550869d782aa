import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import type { Role } from '../api/roles.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { CodeEditor } from '../ui/code_editor.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { type Policy, putPolicy } from './iam.ts'

const empty = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: '*' }] }, null, 2)

/** Writes a policy of a role's own. What is wrong with it, IAM says. */
export function EditPolicy({ role, policy, onClose }: { role: Role; policy: Policy | null; onClose: () => void }) {
  const t = useTexts()
  const queries = useQueryClient()
  const [name, setName] = useState(policy?.name ?? '')
  const [document, setDocument] = useState(policy?.document ?? empty)
  const putting = useMutation({
    mutationFn: () => putPolicy(role.name, name.trim(), document),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['iam', 'policies', role.name] })
      onClose()
    },
  })
  return (
    <Dialog
      title={policy ? t('roles-policy-edit', { name: policy.name }) : t('roles-policy-add')}
      size="medium"
      onClose={onClose}
      actions={
        <Button kind="primary" busy={putting.isPending} disabled={name.trim() === ''} onClick={() => putting.mutate()}>
          {t('save')}
        </Button>
      }
    >
      <div className="grid gap-4">
        <TextField label={t('roles-policy-name')} value={name} disabled={policy !== null} required onChange={(event) => setName(event.target.value)} />
        <CodeEditor label={t('roles-policy-document')} value={document} onChange={setDocument} language="json" className="h-80" />
        {putting.isError ? <Failure error={putting.error} /> : null}
      </div>
    </Dialog>
  )
}
