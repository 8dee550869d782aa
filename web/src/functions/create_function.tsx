import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { rolesQuery } from '../api/roles.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { CodeField } from '../ui/code_field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Segments, TextField } from '../ui/field.tsx'
import { Failure, Note } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { ArchiveField } from './archive_field.tsx'
import { advice, blamed } from './advice.ts'
import { createFunction, functionsQuery } from './lambda.ts'
import { type Runtime, runtimes } from './runtimes.ts'
import { writeZip } from '../format/zip.ts'

const DEFAULT_TIMEOUT_SECONDS = 10
const DEFAULT_MEMORY_MB = 128
const DEFAULT_ROLE = 'arn:aws:iam::000000000000:role/functions'

/** A function from scratch: a name, a runtime, a role, and code that runs already. */
export function CreateFunction({ name: given, onClose }: { name: string; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const form = useId()
  const [runtime, setRuntime] = useState<Runtime>(runtimes[0] ?? never())
  const [name, setName] = useState(given)
  const [code, setCode] = useState(runtime.code)
  const [archive, setArchive] = useState<File | null>(null)
  const [handler, setHandler] = useState(runtime.handler)
  const known = useQuery(functionsQuery).data
  const roles = useQuery(rolesQuery).data?.map((one) => one.arn) ?? []
  const [chosenRole, setRole] = useState<string | null>(null)
  const role = chosenRole ?? roles[0] ?? known?.[0]?.Role.replace(/role\/.*/, 'role/functions') ?? DEFAULT_ROLE
  const replaced = known?.find((one) => one.FunctionName === name && one.Handler === 'in-process')
  const creating = useMutation({
    mutationFn: async () => {
      const packed = archive
        ? new Uint8Array(await archive.arrayBuffer())
        : writeZip([{ name: runtime.file, content: new TextEncoder().encode(code), executable: runtime.executable }])
      const made = { FunctionName: name, Runtime: runtime.id, Handler: handler, Role: role, Timeout: DEFAULT_TIMEOUT_SECONDS, MemorySize: DEFAULT_MEMORY_MB }
      return createFunction(made, packed)
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: functionsQuery.queryKey })
      toasts.done(t('functions-created', { name: made.FunctionName }))
      void navigate({ to: paths.functions(made.FunctionName), search: { tab: 'test' } })
    },
  })
  const choose = (id: string) => {
    const next = runtimes.find((one) => one.id === id)
    if (!next) return
    // What somebody has written is not thrown away.
    if (code === runtime.code) setCode(next.code)
    setHandler(next.handler)
    setRuntime(next)
  }
  const create = (event: FormEvent) => {
    event.preventDefault()
    creating.mutate()
  }
  const fault = creating.error ? blamed(creating.error) : null
  const words = creating.error ? [creating.error.message.replace(/\.$/, ''), advice(creating.error, t)].filter(Boolean).join('. ') : ''
  const isOurs = fault === 'name' || fault === 'role' || fault === 'handler'
  return (
    <Dialog
      title={t('functions-create')}
      size="wide"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} kind="primary" busy={creating.isPending}>
            {creating.isPending ? t('functions-creating') : t('functions-create')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={create} className="grid gap-5">
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField
            label={t('functions-name')}
            hint={t('functions-name-hint')}
            error={fault === 'name' ? words : null}
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            required
            maxLength={64}
            data-first-focus
          />
          <TextField
            label={t('functions-role')}
            hint={t('functions-role-hint')}
            error={fault === 'role' ? words : null}
            value={role}
            onChange={(event) => setRole(event.target.value)}
            list={`${form}-roles`}
            spellCheck={false}
            required
          />
          <datalist id={`${form}-roles`}>
            {roles.map((arn) => (
              <option key={arn} value={arn} />
            ))}
          </datalist>
        </div>
        {replaced ? <Note tone="warning">{t('functions-replaces', { name })}</Note> : null}
        <div className="flex flex-wrap items-end gap-4">
          <Segments label={t('functions-runtime')} value={runtime.id} onChange={choose} choices={runtimes.map((one) => ({ value: one.id, label: one.label }))} />
          <TextField
            label={t('functions-handler')}
            error={fault === 'handler' ? words : null}
            value={handler}
            onChange={(event) => setHandler(event.target.value)}
            spellCheck={false}
            required
            className="min-w-48 flex-1"
          />
        </div>
        {archive ? null : <CodeField label={runtime.file} language={runtime.language} value={code} onChange={setCode} className="h-72" />}
        <ArchiveField archive={archive} onChoose={setArchive} />
        {creating.error && !isOurs ? <Failure error={creating.error}>{advice(creating.error, t)}</Failure> : null}
      </form>
    </Dialog>
  )
}

function never(): never {
  throw new Error('there are no runtimes')
}
