import { Plus, Trash2 } from 'lucide-react'

import { useTexts } from '../../../texts/texts.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { countStates, type State } from '../../../workflow/definition.ts'
import { useFormEdit } from '../form/use_form_edit.ts'
import { TargetField } from '../form/next_field.tsx'
import { Section } from '../form/section.tsx'
import { useProblem } from '../form/use_field.ts'

/** What is done at the same time. */
export function ParallelSection({ state }: { state: State }) {
  const t = useTexts()
  const edit = useFormEdit()
  const error = useProblem([...state.path, 'Branches'], 'alone')
  return (
    <Section title={t('inspector-branches')}>
      {error ? <p className="text-sm font-medium text-chili">{error}</p> : null}
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {state.scopes.map((scope, index) => (
          <li key={index} className="grid min-w-0 gap-2 rounded-md border border-line bg-paper/50 p-3">
            <div className="flex items-center gap-2">
              <p className="flex-1 text-sm font-semibold">
                {t('inspector-branch', { n: index + 1 })} <span className="font-normal text-soft">{t('inspector-branch-states', { n: countStates(scope) })}</span>
              </p>
              <IconButton size="small" className="min-h-7! w-7!" label={t('inspector-remove', { what: t('inspector-branch', { n: index + 1 }) })} onClick={() => edit({ kind: 'removeBranch', state: state.id, index })}>
                <Trash2 aria-hidden size={14} />
              </IconButton>
            </div>
            <TargetField path={[...scope.path, 'StartAt']} label={t('inspector-start-at')} targets={scope.states.map((one) => one.name)} />
          </li>
        ))}
      </ol>
      <div>
        <Button size="small" icon={<Plus aria-hidden size={14} />} onClick={() => edit({ kind: 'addBranch', state: state.id })}>{t('inspector-branch-add')}</Button>
      </div>
    </Section>
  )
}
