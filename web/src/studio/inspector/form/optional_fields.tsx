import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { type Json, type Path, pointer } from '../../../workflow/syntax.ts'
import type { JsonObject } from '../json.ts'
import { focusField } from './focus_field.ts'
import { useFormEdit } from './use_form_edit.ts'

export type OptionalField = {
  name: string
  label: string
  /** What is written when the field is added. */
  first: Json
  field: ReactNode
  /** Names that say the same in another way: it is there when one of them is. */
  twins?: readonly string[]
}

export function isThere({ name, twins = [] }: OptionalField, value: Readonly<Record<string, unknown>>): boolean {
  return [name, ...twins].some((one) => one in value)
}

type OptionalFieldsProps = { path: Path; value: JsonObject; fields: readonly OptionalField[] }

/** Fields that are there, and a way to those that are not: a form shows no more than what is written. */
export function OptionalFields({ path, value, fields }: OptionalFieldsProps) {
  return (
    <>
      <FieldsThere path={path} value={value} fields={fields} />
      <AddField path={path} fields={fields.filter((field) => !isThere(field, value))} />
    </>
  )
}

export function FieldsThere({ path, value, fields }: Omit<OptionalFieldsProps, 'value'> & { value: Readonly<Record<string, unknown>> }) {
  return fields
    .filter((field) => isThere(field, value))
    .map(({ name, field }) => (
      <div key={name} data-field={pointer([...path, name])} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
        {field}
      </div>
    ))
}

export function AddField({ path, fields }: { path: Path; fields: readonly OptionalField[] }) {
  const t = useTexts()
  const edit = useFormEdit()
  if (fields.length === 0) return null
  const add = (name: string, value: Json) => {
    const place = [...path, name]
    if (edit({ kind: 'set', path: place, value })) focusField(place)
  }
  return (
    <div>
      <Menu label={t('inspector-add-field')} size="small" className="-ml-2.5 text-river!" items={fields.map(({ name, label, first }) => ({ label: `${label} · ${name}`, onChoose: () => add(name, first) }))}>
        <Plus aria-hidden size={14} />
        {t('inspector-add-field')}
      </Menu>
    </div>
  )
}
