import { Plus, X } from 'lucide-react'
import { useState } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { useFormEdit } from './use_form_edit.ts'
import { ExpressionField, TemplateField } from '../expression/expression_field.tsx'
import { type Step, useStateSight } from '../expression/state_sight.tsx'
import { isObject } from '../json.ts'
import { FieldName } from './field_name.tsx'
import { useDraft } from './use_draft.ts'
import { useField } from './use_field.ts'

/** The variables that are assigned, a row for each. */
export function AssignField({ path, step }: { path: Path; step: Step }) {
  const t = useTexts()
  const { value, set, error } = useField(path, 'alone')
  const { language } = useStateSight()
  const [isAdding, setAdding] = useState(false)
  const assigned = isObject(value) ? value : {}
  const names = Object.keys(assigned)
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex items-baseline gap-2">
        <span className="text-sm font-semibold">{t('inspector-assign')}</span>
        <FieldName name="Assign" label={t('inspector-assign')} onRemove={value === undefined ? undefined : () => void set(undefined)} />
      </div>
      {value !== undefined && !isObject(value) ? <TemplateField path={path} label={t('inspector-assign')} step={step} /> : null}
      {error ? <p className="text-sm font-medium text-chili">{error}</p> : null}
      {names.length > 0 ? (
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {names.map((name) => (
            <li key={name} className="grid grid-cols-[minmax(0,1fr)] gap-1.5 rounded-md border border-line bg-paper/50 p-2.5">
              <VariableName path={path} name={name} assigned={assigned} />
              {name.endsWith('.$') ? <ExpressionField path={[...path, name]} label={t('inspector-variable-value', { name: plain(name) })} name=" " step={step} isNeeded /> : <TemplateField path={[...path, name]} label={t('inspector-variable-value', { name })} name=" " step={step} isNeeded />}
            </li>
          ))}
        </ul>
      ) : null}
      {names.length === 0 || isAdding ? (
        <NewVariable
          onAdd={(name) => {
            const isPath = language === 'JSONPath'
            set({ ...assigned, [isPath ? `${name}.$` : name]: isPath ? '$' : step === 'result' ? '{% $states.result %}' : '{% $states.input %}' })
            setAdding(false)
          }}
        />
      ) : (
        <div>
          <Button size="small" kind="quiet" className="-ml-2.5 text-river" icon={<Plus aria-hidden size={14} />} onClick={() => setAdding(true)}>{t('inspector-variable-add')}</Button>
        </div>
      )}
    </div>
  )
}

function plain(name: string): string {
  return name.replace(/\.\$$/, '')
}

function VariableName({ path, name, assigned }: { path: Path; name: string; assigned: Record<string, Json> }) {
  const t = useTexts()
  const edit = useFormEdit()
  const suffix = name.endsWith('.$') ? '.$' : ''
  const rename = (text: string) => {
    const next = text.trim().replace(/^\$/, '') + suffix
    if (next === suffix || (next !== name && next in assigned)) return
    edit({ kind: 'set', path, value: Object.fromEntries(Object.entries(assigned).map(([key, value]) => [key === name ? next : key, value])) })
  }
  const draft = useDraft(plain(name), rename)
  const remove = () => edit({ kind: 'set', path, value: Object.fromEntries(Object.entries(assigned).filter(([key]) => key !== name)) })
  return (
    <div className="flex items-center gap-1">
      <TextField compact hiddenLabel label={t('inspector-variable-name')} before="$" code className="min-w-0 flex-1" {...draft} />
      <IconButton size="small" label={t('inspector-remove', { what: `$${plain(name)}` })} onClick={remove}><X aria-hidden size={14} /></IconButton>
    </div>
  )
}

function NewVariable({ onAdd }: { onAdd: (name: string) => void }) {
  const t = useTexts()
  const [name, setName] = useState('')
  const add = () => {
    const trimmed = name.trim().replace(/^\$/, '')
    if (trimmed === '') return
    setName('')
    onAdd(trimmed)
  }
  return (
    <div className="flex items-end gap-1.5">
      <TextField
        compact
        className="min-w-0 flex-1"
        label={t('inspector-variable-new')}
        before="$"
        code
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add()
        }}
      />
      <Button size="small" className="min-h-9" disabled={name.trim() === ''} onClick={add}>{t('inspector-add')}</Button>
    </div>
  )
}
