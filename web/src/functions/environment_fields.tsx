import { Eye, EyeOff, Plus, X } from 'lucide-react'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'

export type Variable = { id: number; name: string; value: string }

export function variablesOf(environment: Readonly<Record<string, string>>): Variable[] {
  return Object.entries(environment).map(([name, value], id) => ({ id, name, value }))
}

/** What is kept: whatever has a name. */
export function environmentOf(variables: readonly Variable[]): Record<string, string> {
  return Object.fromEntries(variables.filter((one) => one.name.trim() !== '').map((one) => [one.name.trim(), one.value]))
}

/** Names that are there twice: the second would silently win. */
export function repeatedNames(variables: readonly Variable[]): Set<string> {
  const names = variables.map((one) => one.name.trim()).filter(Boolean)
  return new Set(names.filter((name, index) => names.indexOf(name) !== index))
}

type EnvironmentFieldsProps = { variables: readonly Variable[]; onChange: (variables: Variable[]) => void; readOnly: boolean }

/** Environment variables. Values may be secrets: each is hidden until it is asked for. */
export function EnvironmentFields({ variables, onChange, readOnly }: EnvironmentFieldsProps) {
  const t = useTexts()
  const [revealed, setRevealed] = useState<ReadonlySet<number>>(new Set())
  const repeated = repeatedNames(variables)
  const change = (id: number, members: Partial<Variable>) => onChange(variables.map((one) => (one.id === id ? { ...one, ...members } : one)))
  const toggle = (id: number) => {
    const next = new Set(revealed)
    if (!next.delete(id)) next.add(id)
    setRevealed(next)
  }
  const add = () => {
    const id = Math.max(-1, ...variables.map((one) => one.id)) + 1
    setRevealed(new Set(revealed).add(id))
    onChange([...variables, { id, name: '', value: '' }])
  }
  return (
    <fieldset className="grid gap-3">
      <legend className="pb-1 text-sm font-semibold">{t('functions-environment')}</legend>
      {variables.length === 0 ? <p className="text-sm text-soft">{t('functions-environment-none')}</p> : null}
      {variables.map((one) => (
        <div key={one.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-2">
          <TextField
            hiddenLabel
            label={t('functions-variable')}
            placeholder={t('functions-variable')}
            value={one.name}
            readOnly={readOnly}
            error={repeated.has(one.name.trim()) ? t('functions-variable-repeated') : null}
            onChange={(event) => change(one.id, { name: event.target.value })}
            spellCheck={false}
            autoComplete="off"
          />
          <TextField
            hiddenLabel
            label={t('functions-value-of', { name: one.name })}
            placeholder={t('functions-value')}
            type={revealed.has(one.id) ? 'text' : 'password'}
            value={one.value}
            readOnly={readOnly}
            onChange={(event) => change(one.id, { value: event.target.value })}
            spellCheck={false}
            autoComplete="off"
            after={
              <IconButton label={revealed.has(one.id) ? t('functions-hide') : t('functions-reveal')} aria-pressed={revealed.has(one.id)} size="small" onClick={() => toggle(one.id)}>
                {revealed.has(one.id) ? <EyeOff aria-hidden size={16} /> : <Eye aria-hidden size={16} />}
              </IconButton>
            }
          />
          <IconButton label={t('functions-variable-drop', { name: one.name })} className="mt-0.5" disabled={readOnly} onClick={() => onChange(variables.filter((other) => other.id !== one.id))}>
            <X aria-hidden size={18} />
          </IconButton>
        </div>
      ))}
      {readOnly ? null : (
        <div>
          <Button size="small" icon={<Plus aria-hidden size={16} />} onClick={add}>{t('functions-variable-add')}</Button>
        </div>
      )}
    </fieldset>
  )
}
