import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'

import { useTexts } from '../../texts/texts.tsx'
import { useSearchMembers } from '../../ui/search_members.ts'
import { Empty } from '../../ui/states.tsx'
import { useSession, useStudio } from '../session_context.tsx'
import { type Problem, problemsOf } from './problems_of.ts'

/** What the engine's parser says of what is written: where, why, and what to do. */
export function Problems() {
  const t = useTexts()
  const problems = useStudio(problemsOf)
  const text = useStudio((state) => state.text)
  if (problems.length === 0) return <Empty icon={<CircleCheck />} title={t('studio-problems-none')}>{t('studio-problems-none-detail')}</Empty>
  return (
    <ul className="divide-y divide-line">
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.from} ${problem.message}`}>
          <ProblemRow problem={problem} line={lineOf(text, problem.from)} />
        </li>
      ))}
    </ul>
  )
}

function ProblemRow({ problem, line }: { problem: Problem; line: number }) {
  const t = useTexts()
  const session = useSession()
  const [, change] = useSearchMembers()
  const isError = problem.severity === 'ERROR'
  const Icon = isError ? CircleAlert : TriangleAlert
  const go = () => {
    if (problem.state !== null) session.select([problem.state])
    change({ pane: problem.state === null ? 'code' : undefined, show: 'pane' })
  }
  return (
    <button type="button" onClick={go} className="flex w-full items-start gap-3 px-4 py-2.5 text-left text-sm hover:bg-ink/5">
      <Icon aria-hidden size={17} className={isError ? 'mt-0.5 shrink-0 text-chili' : 'mt-0.5 shrink-0 text-sun'} />
      <span className="min-w-0 flex-1">
        <span className="sr-only">{isError ? t('studio-error') : t('studio-warning')}: </span>
        <span className="block font-medium break-words">{problem.message}</span>
        {problem.hint ? <span className="block break-words text-soft">{problem.hint}</span> : null}
      </span>
      <span className="shrink-0 text-right text-xs text-soft">
        {problem.state !== null ? <span className="block font-semibold text-ink">{problem.state}</span> : null}
        <span className="tabular block">{t('studio-line', { n: line })}</span>
      </span>
    </button>
  )
}

function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
