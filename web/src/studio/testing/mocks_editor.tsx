import { ChevronRight } from 'lucide-react'
import { useId, useMemo } from 'react'

import { isRecord } from '../../api/problem.ts'
import { type Texts, useTexts } from '../../texts/texts.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'
import { allStates, type State, type StateId, type Workflow } from '../../workflow/definition.ts'
import { stateIcons } from '../../workflow/state_icons.tsx'
import { type AnswerDraft, faultOf, isAnswered, type MockDraft, type MockDrafts } from './mock_draft.ts'
import { MockForm } from './mock_form.tsx'
import { mockable } from './proposal.ts'

type MocksEditorProps = {
  workflow: Workflow
  mocks: MockDrafts
  /** What is proposed for a state that is not in `mocks`. */
  proposalOf: (state: State) => MockDraft
  /** Whether a state that is not in `mocks` answers as is proposed for it, or not at all. */
  isProposed: boolean
  /** Null leaves the state as it is without being in `mocks`. */
  onChange: (state: string, mock: MockDraft | null) => void
  /** The state whose mock is open. */
  open: string | null
  onOpen: (state: string | null) => void
}

/** What each state that asks somebody is answered. */
export function MocksEditor({ workflow, mocks, proposalOf, isProposed, onChange, open, onOpen }: MocksEditorProps) {
  const t = useTexts()
  const states = useMemo(() => mockable(workflow), [workflow])
  const withinMaps = useMemo(() => statesWithinMaps(workflow), [workflow])
  if (states.length === 0) return <p className="px-1 py-4 text-sm text-soft">{t('testing-mocks-none')}</p>
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      {states.map((state) => (
        <li key={state.id}>
          <MockRow
            state={state}
            mock={mocks.get(state.name) ?? null}
            proposal={proposalOf(state)}
            isWithinMap={withinMaps.has(state.id)}
            isProposed={isProposed}
            isOpen={open === state.name}
            onOpen={(isOpen) => onOpen(isOpen ? state.name : null)}
            onChange={(mock) => onChange(state.name, mock)}
          />
        </li>
      ))}
    </ul>
  )
}

function statesWithinMaps(workflow: Workflow): Set<StateId> {
  const maps = [...allStates(workflow)].filter((state) => state.type === 'Map')
  return new Set(maps.flatMap((map) => map.scopes.flatMap((scope) => [...allStates(scope)].map((state) => state.id))))
}

type MockRowProps = { state: State; mock: MockDraft | null; proposal: MockDraft; isWithinMap: boolean; isProposed: boolean; isOpen: boolean; onOpen: (isOpen: boolean) => void; onChange: (mock: MockDraft | null) => void }

function MockRow({ state, mock, proposal, isWithinMap, isProposed, isOpen, onOpen, onChange }: MockRowProps) {
  const t = useTexts()
  const id = useId()
  const Icon = stateIcons[state.type]
  const shown = mock ?? (isProposed ? proposal : null)
  const { tone, words, preview } = summaryOf(shown, mock === null, t)
  return (
    <div className={classNames('rounded-md border bg-card', isOpen ? 'border-edge shadow-mid' : 'border-line')}>
      <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => onOpen(!isOpen)} className="flex min-h-11 w-full items-center gap-2.5 rounded-md px-2.5 text-left hover:bg-ink/4">
        <ChevronRight aria-hidden size={16} className={classNames('shrink-0 text-soft transition-transform', isOpen && 'rotate-90')} />
        <Icon aria-hidden size={16} className="shrink-0 text-soft" />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-semibold">{state.name}</span>
          {isOpen ? <span className="block truncate text-xs text-soft">{state.resource || state.type}</span> : preview ? <span className="block truncate font-mono text-2xs text-soft">{preview}</span> : null}
        </span>
        <Badge tone={tone}>{words}</Badge>
      </button>
      {isOpen ? (
        <div id={id} className="border-t border-line p-3">
          {shown && isAnswered(shown) ? (
            <MockForm mock={shown} isWithinMap={isWithinMap} onChange={onChange} />
          ) : (
            <p className="text-sm text-soft">{t('testing-mock-nobody-detail')}</p>
          )}
          <div className="mt-3 flex flex-wrap gap-2">
            {isProposed ? (
              <>
                {mock ? <Button size="small" onClick={() => onChange(null)}>{t('testing-mock-as-proposed')}</Button> : null}
                {shown && isAnswered(shown) ? <Button size="small" kind="quiet" onClick={() => onChange({ ...proposal, answers: [] })}>{t('testing-mock-remove')}</Button> : null}
              </>
            ) : mock ? (
              <Button size="small" kind="quiet" onClick={() => onChange(null)}>{t('testing-mock-remove')}</Button>
            ) : (
              <Button size="small" onClick={() => onChange(proposal)}>{t('testing-mock-add')}</Button>
            )}
          </div>
        </div>
      ) : null}
    </div>
  )
}

/** A mock in a few words. */
function summaryOf(mock: MockDraft | null, isProposal: boolean, t: Texts): { tone: Tone; words: string; preview: string } {
  if (!mock || !isAnswered(mock)) return { tone: 'warning', words: t('testing-mock-nobody'), preview: '' }
  if (faultOf(mock)) return { tone: 'bad', words: t('testing-mock-faulty'), preview: '' }
  const preview = mock.answers.map((one) => inShort(one, t)).join(' → ')
  if (isProposal) return { tone: 'neutral', words: t('testing-mock-proposed'), preview }
  const first = mock.answers[0]
  if (mock.answers.length + mock.items.size > 1 || !first) return { tone: 'active', words: t('testing-mock-several', { n: mock.answers.length + mock.items.size }), preview }
  if (first.kind === 'error') return { tone: 'bad', words: t('testing-mock-error'), preview }
  if (first.kind === 'nothing') return { tone: 'special', words: t('testing-mock-silent'), preview: '' }
  return { tone: 'good', words: t('testing-mock-answers'), preview }
}

const PREVIEW_LENGTH = 120

function inShort(answer: AnswerDraft, t: Texts): string {
  if (answer.kind === 'error') return answer.error
  if (answer.kind === 'nothing') return t('testing-mock-silent')
  return compact(answer.text).slice(0, PREVIEW_LENGTH)
}

/** Of what a function gave, what the service wraps it in is left out. */
function compact(text: string): string {
  const value: unknown = JSON.parse(text)
  return JSON.stringify(isRecord(value) && 'Payload' in value ? value.Payload : value)
}
