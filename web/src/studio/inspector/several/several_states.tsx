import { CopyPlus, RotateCw, Trash2 } from 'lucide-react'

import { useTexts } from '../../../texts/texts.tsx'
import { Button } from '../../../ui/button.tsx'
import { Facts } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/field.tsx'
import type { State } from '../../../workflow/definition.ts'
import { stateIcons } from '../../../workflow/state_icons.tsx'
import { useEdit, useSession } from '../../session_context.tsx'
import { FieldName } from '../form/field_name.tsx'
import { numberOf } from '../form/plain_fields.tsx'
import { Section } from '../form/section.tsx'
import { useDraft } from '../form/use_draft.ts'
import { useFormEdit } from '../form/use_form_edit.ts'
import { useAddRetry } from '../recovery/use_add_retry.ts'
import { commonFields } from './common_fields.ts'

/** What several states have in common, and what can be done to all of them at once. */
export function SeveralStates({ states }: { states: readonly State[] }) {
  const t = useTexts()
  const session = useSession()
  const edit = useEdit()
  const addRetry = useAddRetry()
  const ids = states.map((state) => state.id)
  const common = commonFields(states)
  const canRetry = states.every(({ type }) => type === 'Task' || type === 'Parallel' || type === 'Map')
  const withoutRetry = states.filter((state) => !Array.isArray(state.source.Retry) || state.source.Retry.length === 0)
  return (
    <>
      <div className="grid gap-3 p-4">
        <h2 className="text-lg">{t('inspector-several', { n: states.length })}</h2>
        <div className="flex flex-wrap gap-2">
          <Button size="small" icon={<CopyPlus aria-hidden size={14} />} onClick={() => edit({ kind: 'duplicate', states: ids })}>{t('inspector-duplicate')}</Button>
          <Button size="small" icon={<Trash2 aria-hidden size={14} />} onClick={() => edit({ kind: 'remove', states: ids })}>{t('inspector-remove-states')}</Button>
          {canRetry && withoutRetry.length > 0 ? <Button size="small" icon={<RotateCw aria-hidden size={14} />} onClick={() => addRetry(withoutRetry)}>{t('inspector-retry-all', { n: withoutRetry.length })}</Button> : null}
        </div>
      </div>
      <Section title={t('inspector-selected')}>
        <ul className="grid gap-0.5">
          {states.map((state) => {
            const Icon = stateIcons[state.type]
            return (
              <li key={state.id}>
                <button type="button" onClick={() => session.select([state.id])} className="flex min-h-9 w-full items-center gap-2.5 rounded-sm px-2 text-left text-sm hover:bg-ink/5">
                  <Icon aria-hidden size={15} className="shrink-0 text-soft" />
                  <span className="min-w-0 flex-1 truncate font-medium">{state.name}</span>
                  <span className="text-xs text-soft">{state.type}</span>
                </button>
              </li>
            )
          })}
        </ul>
      </Section>
      <Section title={t('inspector-common')}>
        {states.every((state) => state.type === 'Task') ? <CommonTimeout states={states} /> : null}
        {common.length > 0 ? <Facts facts={common.map(({ name, value }) => [<code key={name} className="text-xs">{name}</code>, <code key="value" className="text-xs break-words">{value}</code>])} /> : <p className="text-sm text-soft">{t('inspector-common-none')}</p>}
      </Section>
    </>
  )
}

function CommonTimeout({ states }: { states: readonly State[] }) {
  const t = useTexts()
  const edit = useFormEdit()
  const values = new Set(states.map((state) => state.source.TimeoutSeconds))
  const [only] = values
  const shown = values.size === 1 && only !== undefined ? String(only) : ''
  const draft = useDraft(shown, (text) => {
    const value = numberOf(text)
    edit({ kind: 'setMany', fields: states.flatMap((state) => [{ path: [...state.path, 'TimeoutSecondsPath'], value: undefined }, { path: [...state.path, 'TimeoutSeconds'], value }]) })
  })
  return <TextField compact label={t('inspector-timeout')} beside={<FieldName name="TimeoutSeconds" label={t('inspector-timeout')} />} placeholder={values.size > 1 ? t('inspector-differ') : undefined} inputMode="numeric" {...draft} />
}
