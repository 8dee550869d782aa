import { useTexts } from '../../texts/texts.tsx'
import { CodeDiff } from '../../ui/code_editor.tsx'
import type { Json } from '../../workflow/syntax.ts'
import { type Difference, projectOnto } from './expectation.ts'
import { isRehearsalStatus, statusWords } from './status_words.ts'

/** How a run differs from what was expected, each in a sentence. */
export function Differences({ differences }: { differences: readonly Difference[] }) {
  return (
    <ul className="grid gap-3">
      {differences.map((difference) => (
        <li key={difference.kind}><OneDifference difference={difference} /></li>
      ))}
    </ul>
  )
}

function OneDifference({ difference }: { difference: Difference }) {
  const t = useTexts()
  const words = (status: string) => (isRehearsalStatus(status) ? statusWords(status, t) : status)
  switch (difference.kind) {
    case 'status':
      return <p className="text-sm">{t('testing-difference-status', { expected: words(difference.expected), actual: words(difference.actual) })}</p>
    case 'error':
      return <p className="text-sm break-words">{difference.actual === null ? t('testing-difference-no-error', { expected: difference.expected }) : t('testing-difference-error', { expected: difference.expected, actual: difference.actual })}</p>
    case 'path':
      return <p className="text-sm">{difference.after === null ? t('testing-difference-path-first', { state: difference.missing }) : t('testing-difference-path', { state: difference.missing, after: difference.after })}</p>
    case 'unmocked':
      return <p className="text-sm">{t('testing-difference-unmocked', { states: difference.states.join(', ') })}</p>
    case 'output': {
      const { expected, actual, match } = difference
      return (
        <div className="grid gap-1.5">
          <p className="text-sm">{match === 'part' ? t('testing-difference-output-part') : t('testing-difference-output')}</p>
          <CodeDiff label={t('testing-difference-label')} language="json" before={pretty(expected)} after={pretty(match === 'part' ? projectOnto(expected, actual) : actual)} className="max-h-72 overflow-y-auto" />
        </div>
      )
    }
  }
}

/** Members in the order of their names: their order is no difference. */
function pretty(value: Json): string {
  return JSON.stringify(sorted(value), null, 2)
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, member]) => [name, sorted(member)]))
}
