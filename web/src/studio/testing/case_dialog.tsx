import { X } from 'lucide-react'
import { useState } from 'react'

import { jsonFault } from '../../format/json.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeField } from '../../ui/code_field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Segments, Select, TextField } from '../../ui/field.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { useStudio } from '../session_context.tsx'
import { type CaseDraft, caseOfDraft, draftOfCase, expectableStatuses, isFaultyCase } from './case_draft.ts'
import { useKeepCase } from './case_store.ts'
import { draftOfResult } from './mock_draft.ts'
import { MocksEditor } from './mocks_editor.tsx'
import { proposalFor } from './proposal.ts'
import { statusWords } from './status_words.ts'
import type { TestCase } from './test_case.ts'

type CaseDialogProps = {
  title: string
  /** What is changed, or what the new case begins with. */
  from: TestCase
  /** The states that a run went through, to be taken as the path that is expected. */
  path?: readonly string[]
  onKept?: (kept: TestCase) => void
  onClose: () => void
}

/** A case: with what the workflow is run, and how that is to end. */
export function CaseDialog({ title, from, path = [], onKept, onClose }: CaseDialogProps) {
  const t = useTexts()
  const toasts = useToasts()
  const keep = useKeepCase()
  const workflow = useStudio((state) => state.document.workflow)
  const [draft, setDraft] = useState(() => draftOfCase(from))
  const [open, setOpen] = useState<string | null>(null)
  const change = (members: Partial<CaseDraft>) => setDraft((before) => ({ ...before, ...members }))
  const save = async () => {
    const kept = caseOfDraft(from, draft)
    await keep.mutateAsync(kept)
    toasts.done(t('testing-case-kept', { name: kept.name }))
    onKept?.(kept)
    onClose()
  }
  return (
    <Dialog
      title={title}
      shape="drawer"
      size="wide"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={keep.isPending} disabled={isFaultyCase(draft)} onClick={() => void save().catch(() => undefined)}>{t('testing-case-save')}</Button>
        </>
      }
    >
      <div className="@container grid grid-cols-[minmax(0,1fr)] gap-6">
        <TextField label={t('testing-case-name')} data-first-focus value={draft.name} maxLength={NAME_LENGTH} placeholder={t('testing-case-name-example')} onChange={(event) => change({ name: event.target.value })} />
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 @2xl:grid-cols-2">
          <CodeField label={t('testing-input')} language="json" value={draft.input} error={jsonFault(draft.input)} onChange={(input) => change({ input })} className="max-h-96 min-h-28 overflow-y-auto" />
          <ExpectationForm draft={draft} onChange={change} path={path} />
        </div>
        <section aria-label={t('testing-mocks')} className="grid gap-1.5">
          <p className="text-sm">
            <span className="font-semibold">{t('testing-mocks')}</span> <span className="text-soft">{t('testing-case-mocks-detail')}</span>
          </p>
          <MocksEditor
            workflow={workflow}
            mocks={draft.mocks}
            proposalOf={(state) => draftOfResult(proposalFor(workflow, state))}
            isProposed={false}
            onChange={(state, mock) => {
              const mocks = new Map(draft.mocks)
              if (mock) mocks.set(state, mock)
              else mocks.delete(state)
              change({ mocks })
            }}
            open={open}
            onOpen={setOpen}
          />
        </section>
      </div>
    </Dialog>
  )
}

const NAME_LENGTH = 120

function ExpectationForm({ draft, path, onChange }: { draft: CaseDraft; path: readonly string[]; onChange: (members: Partial<CaseDraft>) => void }) {
  const t = useTexts()
  return (
    <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 rounded-md border border-line p-3.5">
      <legend className="px-1 text-sm font-semibold">{t('testing-expect')}</legend>
      <Select label={t('testing-expect-status')} value={draft.status} onChange={(event) => onChange({ status: expectableStatuses.find((one) => one === event.target.value) ?? 'SUCCEEDED' })}>
        {expectableStatuses.map((status) => <option key={status} value={status}>{statusWords(status, t)}</option>)}
      </Select>
      {draft.status === 'SUCCEEDED' ? (
        <div className="grid gap-2">
          <span aria-hidden className="text-sm font-semibold">{t('testing-tab-output')}</span>
          <Segments<CaseDraft['match']>
            label={t('testing-tab-output')}
            value={draft.match}
            onChange={(match) => onChange({ match })}
            className="justify-self-start"
            choices={[
              { value: 'exactly', label: t('testing-expect-exactly') },
              { value: 'part', label: t('testing-expect-part') },
              { value: 'none', label: t('testing-expect-any') },
            ]}
          />
          {draft.match === 'none' ? null : (
            <CodeField label={draft.match === 'part' ? t('testing-expect-output-part') : t('testing-expect-output')} language="json" value={draft.output} error={jsonFault(draft.output)} onChange={(output) => onChange({ output })} className="max-h-72 min-h-20 overflow-y-auto" />
          )}
        </div>
      ) : (
        <TextField label={t('testing-error-name')} hint={t('testing-expect-error-hint')} value={draft.error} onChange={(event) => onChange({ error: event.target.value })} />
      )}
      <PathForm path={draft.path} gone={path} onChange={(to) => onChange({ path: to })} />
    </fieldset>
  )
}

/** States that are to be come to, in this order. */
function PathForm({ path, gone, onChange }: { path: readonly string[]; gone: readonly string[]; onChange: (path: readonly string[]) => void }) {
  const t = useTexts()
  const states = useStudio((state) => state.document.states)
  return (
    <div className="grid gap-2">
      <span className="text-sm font-semibold">{t('testing-expect-path')}</span>
      {path.length === 0 ? <p className="text-sm text-soft">{t('testing-expect-path-none')}</p> : (
        <ol className="flex flex-wrap gap-1.5">
          {path.map((state, index) => (
            // A state may be come to twice: the place tells them apart.
            <li key={index} className="inline-flex items-center gap-1 rounded-full bg-sunken pl-2.5 text-sm">
              <span className="tabular text-xs text-soft">{index + 1}</span>
              {state}
              <button type="button" aria-label={t('testing-expect-path-remove', { state })} onClick={() => onChange(path.filter((_, at) => at !== index))} className="grid size-7 place-items-center rounded-full text-soft hover:text-ink">
                <X aria-hidden size={14} />
              </button>
            </li>
          ))}
        </ol>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Select hiddenLabel label={t('testing-expect-path-add')} value="" onChange={(event) => event.target.value && onChange([...path, event.target.value])} className="max-w-64 [&_select]:h-9">
          <option value="">{t('testing-expect-path-add')}</option>
          {[...states.values()].map(({ id, name }) => <option key={id} value={name}>{name}</option>)}
        </Select>
        {path.length === 0 && gone.length > 0 ? <Button size="small" kind="quiet" onClick={() => onChange(gone)}>{t('testing-expect-path-gone', { n: gone.length })}</Button> : null}
      </div>
    </div>
  )
}
