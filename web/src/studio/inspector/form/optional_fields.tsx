import { Plus } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { Menu } from '../../../ui/menu.tsx'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { useFormEdit } from './use_form_edit.ts'
import type { JsonObject } from '../json.ts'

export type OptionalField = {
  name: string
  label: string
  /** What is written when the field is added. */
  first: Json
  field: ReactNode
  /** Names that say the same in another way: it is there when one of them is. */
  twins?: readonly string[]
}

type OptionalFieldsProps = { path: Path; value: JsonObject; fields: readonly OptionalField[] }

/** Fields that are there, and a way to those that are not: a form shows no more than what is written. */
export function OptionalFields({ path, value, fields }: OptionalFieldsProps) {
  const isThere = ({ name, twins = [] }: OptionalField) => [name, ...twins].some((one) => one in value)
  return (
    <>
      {fields.filter(isThere).map(({ name, field }) => <Fragment key={name}>{field}</Fragment>)}
      <AddField path={path} fields={fields.filter((field) => !isThere(field))} />
    </>
  )
}

export function AddField({ path, fields }: { path: Path; fields: readonly OptionalField[] }) {
  const t = useTexts()
  const edit = useFormEdit()
  if (fields.length === 0) return null
  return (
    <div>
      <Menu
        label={t('inspector-add-field')}
        size="small"
        className="-ml-2.5 text-river!"
        items={fields.map(({ name, label, first }) => ({ label: `${label} · ${name}`, onChoose: () => void edit({ kind: 'set', path: [...path, name], value: first }) }))}
      >
        <Plus aria-hidden size={14} />
        {t('inspector-add-field')}
      </Menu>
    </div>
  )
}
