import { CircleAlert, CircleCheck, TriangleAlert, Wrench } from 'lucide-react'

import { type Texts, useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { useSearchMembers } from '../../ui/search_members.ts'
import { Empty } from '../../ui/states.tsx'
import { useEdit, useSession, useStudio } from '../session_context.tsx'
import { type Problem, problemsOf } from './problems_of.ts'
import { type QuickFix, quickFixes } from './quick_fixes.ts'

/** What the engine's parser says of what is written: where, why, and what to do. */
export function Problems() {
  const t = useTexts()
  const problems = useStudio(problemsOf)
  const text = useStudio((state) => state.text)
  if (problems.length === 0) return <Empty icon={<CircleCheck />} title={t('studio-problems-none')}>{t('studio-problems-none-detail')}</Empty>
  return (
    <ul aria-label={t('studio-problems')} className="divide-y divide-line">
      {problems.map((problem) => (
        <ProblemRow key={`${problem.code} ${problem.from} ${problem.message}`} problem={problem} line={lineOf(text, problem.from)} />
      ))}
    </ul>
  )
}

function ProblemRow({ problem, line }: { problem: Problem; line: number }) {
  const t = useTexts()
  const session = useSession()
  const edit = useEdit()
  const document = useStudio((state) => state.document)
  const isReadable = useStudio((state) => state.problem === null)
  const [, change] = useSearchMembers()
  const isError = problem.severity === 'ERROR'
  const Icon = isError ? CircleAlert : TriangleAlert
  const title = codeWords(problem.code, t)
  const fixes = isReadable ? quickFixes(problem, document) : []
  const go = () => {
    if (problem.state !== null) session.select([problem.state])
    change({ pane: problem.state === null ? 'code' : undefined, show: 'pane' })
  }
  return (
    <li className="grid gap-1.5 px-4 py-2.5 text-sm">
      <button type="button" onClick={go} className="flex w-full items-start gap-3 text-left">
        <Icon aria-hidden size={17} className={isError ? 'mt-0.5 shrink-0 text-chili' : 'mt-0.5 shrink-0 text-sun'} />
        <span className="min-w-0 flex-1">
          <span className="sr-only">{isError ? t('studio-error') : t('studio-warning')}: </span>
          {title ? <span className="block font-semibold">{title}</span> : null}
          <span lang="en" className="block break-words">{problem.message}</span>
          {problem.hint ? <span lang="en" className="block break-words text-soft">{problem.hint}</span> : null}
        </span>
        <span className="shrink-0 text-right text-xs text-soft">
          {problem.state !== null ? <span className="block font-semibold text-ink">{problem.state}</span> : null}
          <span className="tabular block">{t('studio-line', { n: line })}</span>
        </span>
      </button>
      {fixes.length > 0 ? (
        <div className="flex flex-wrap gap-2 pl-7">
          {fixes.map((fix) => (
            <Button key={`${fix.kind} ${fix.about}`} size="small" icon={<Wrench aria-hidden size={14} />} onClick={() => edit(fix.edit)}>
              {fixWords(fix, t)}
            </Button>
          ))}
        </div>
      ) : null}
    </li>
  )
}

function fixWords(fix: QuickFix, t: Texts): string {
  const { about } = fix
  switch (fix.kind) {
    case 'lead_to':
      return t('studio-fix-lead-to', { about })
    case 'create':
      return t('studio-fix-create', { about })
    case 'remove_state':
      return t('studio-fix-remove-state', { about })
    case 'rename_state':
      return t('studio-fix-rename-state', { about })
    case 'remove_field':
      return t('studio-fix-remove-field', { about })
    case 'end_here':
      return t('studio-fix-end', { about })
    case 'go_on':
      return t('studio-fix-go-on', { about })
    case 'rename_field':
      return t('studio-fix-rename-field', { about, to: fix.to })
    case 'set_value':
      return t('studio-fix-set', { about, to: fix.to })
  }
}

/** The kind of problem in the reader's language; the engine's own words follow. */
function codeWords(code: string, t: Texts): string | null {
  switch (code) {
    case 'INVALID_JSON_DESCRIPTION':
    case 'MISSING_DESCRIPTION':
      return t('studio-code-unreadable')
    case 'SCHEMA_VALIDATION_FAILED':
      return t('studio-code-schema')
    case 'TOO_DEEPLY_NESTED':
      return t('studio-code-nested')
    case 'MISSING_TRANSITION_TARGET':
      return t('studio-code-target')
    case 'MISSING_END_STATE':
      return t('studio-code-end')
    case 'DUPLICATE_STATE_NAME':
    case 'INVALID_STATE_NAME':
      return t('studio-code-name')
    case 'DUPLICATE_LABEL_NAME':
    case 'INVALID_LABEL_NAME':
      return t('studio-code-label')
    case 'INVALID_VARIABLE_NAME':
    case 'RESERVED_VARIABLE_NAME':
      return t('studio-code-variable')
    case 'INVALID_JSONATA_EXPRESSION':
    case 'UNSUPPORTED_JSONATA_EXPRESSION':
      return t('studio-code-jsonata')
    case 'NO_DOLLAR':
    case 'NO_PATH':
    case 'PASS_RESULT_IS_STATIC':
      return t('studio-code-literal')
    default:
      return null
  }
}

function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
