import { useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import type { MachineType } from '../../api/state_machines.ts'
import { paths } from '../../paths.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Segments, TextField } from '../../ui/field.tsx'
import { keepDraft } from '../drafts.ts'
import type { Imported } from './imported.ts'
import { freeName, isMachineName } from './names.ts'
import { type TemplateId, templates } from './templates.ts'

/** What a new machine begins with. */
export type Beginning = { kind: 'blank' } | { kind: 'template'; id: TemplateId } | { kind: 'imported'; imported: Imported }

type BeginDialogProps = {
  beginning: Beginning
  title: string
  /** Names of machines that are there. */
  machines: ReadonlySet<string>
  /** And of those that were begun. */
  drafts: ReadonlySet<string>
  onClose: () => void
}

/** Asks what a new machine is to be called, and of which type it is: neither can be changed afterwards. */
export function BeginDialog({ beginning, title, machines, drafts, onClose }: BeginDialogProps) {
  const t = useTexts()
  const navigate = useNavigate()
  const form = useId()
  const [name, setName] = useState(() => freeName(wantedName(beginning, t('lifecycle-name-first')), new Set([...machines, ...drafts])))
  const [type, setType] = useState<MachineType>(() => (beginning.kind === 'template' ? templates[beginning.id].type : beginning.kind === 'imported' ? beginning.imported.type : 'STANDARD'))
  const fault = machines.has(name) ? t('lifecycle-name-taken', { name }) : drafts.has(name) ? t('lifecycle-name-draft', { name }) : name === '' || isMachineName(name) ? null : t('studio-name-rule')
  const begin = (event: FormEvent) => {
    event.preventDefault()
    if (fault !== null || name === '') return
    // What is imported is a draft from the beginning: it outlives the tab.
    if (beginning.kind === 'imported') keepDraft({ name, text: beginning.imported.text, type, substitutions: beginning.imported.substitutions, revisionId: null, at: Date.now() })
    void navigate({ to: paths.studio(name, { type, ...(beginning.kind === 'template' ? { template: beginning.id } : {}) }) })
  }
  return (
    <Dialog
      title={title}
      shape="center"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} kind="primary" disabled={fault !== null || name === ''}>{t('lifecycle-begin')}</Button>
        </>
      }
    >
      <form id={form} onSubmit={begin} className="grid gap-5">
        <TextField
          label={t('lifecycle-name')}
          hint={t('studio-name-rule')}
          error={fault}
          value={name}
          onChange={(event) => setName(event.target.value.trim())}
          onFocus={(event) => event.target.select()}
          maxLength={80}
          required
          spellCheck={false}
          autoComplete="off"
          data-first-focus
        />
        <div className="grid gap-2">
          <span aria-hidden className="text-sm font-semibold">{t('lifecycle-type')}</span>
          <Segments
            label={t('lifecycle-type')}
            value={type}
            onChange={setType}
            choices={[
              { value: 'STANDARD', label: t('studio-standard') },
              { value: 'EXPRESS', label: t('studio-express') },
            ]}
            className="w-fit"
          />
          <p className="text-sm text-soft">{type === 'STANDARD' ? t('lifecycle-type-standard') : t('lifecycle-type-express')}</p>
        </div>
      </form>
    </Dialog>
  )
}

function wantedName(beginning: Beginning, first: string): string {
  if (beginning.kind === 'template') return beginning.id
  return (beginning.kind === 'imported' && beginning.imported.name) || first
}
