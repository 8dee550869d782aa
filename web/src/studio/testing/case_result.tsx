import { useMutation } from '@tanstack/react-query'
import { Eye, Pencil, Play } from 'lucide-react'

import { formatDuration } from '../../format/format.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { useSearchMembers } from '../../ui/search_members.ts'
import { useSession } from '../session_context.tsx'
import { type CaseOutcome, runCase } from './cases.ts'
import { Differences } from './differences.tsx'
import { flowBenchOf } from './flow_bench.ts'
import { NotRun } from './not_run.tsx'
import type { Rehearsed } from './rehearsal.ts'
import { statusWords } from './status_words.ts'
import type { TestCase } from './test_case.ts'
import { Wrong } from './wrong.tsx'

type CaseResultProps = { one: TestCase; outcome: CaseOutcome | null; onEdit: () => void }

/** How a case went, and what differed. */
export function CaseResult({ one, outcome, onEdit }: CaseResultProps) {
  const t = useTexts()
  const session = useSession()
  const [, change] = useSearchMembers()
  const run = useMutation({ mutationFn: () => runCase(session, one) })
  const watch = (run: Rehearsed, { text, workflow, case: { input, mocks } }: CaseOutcome) => {
    flowBenchOf(session).watch({ text, workflow, input, mocks, run })
    change({ test: 'flow' })
  }
  return (
    <section aria-label={one.name} className="grid gap-3 p-3">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="min-w-0 text-base break-words">{one.name}</h2>
        {outcome ? <VerdictBadge verdict={outcome.verdict} /> : null}
        <span className="ml-auto flex flex-wrap gap-1.5">
          {outcome && 'run' in outcome ? <Button size="small" icon={<Eye aria-hidden size={15} />} onClick={() => watch(outcome.run, outcome)}>{t('testing-case-watch')}</Button> : null}
          <Button size="small" icon={<Pencil aria-hidden size={15} />} onClick={onEdit}>{t('testing-case-edit')}</Button>
          <Button size="small" icon={<Play aria-hidden size={15} />} busy={run.isPending} onClick={() => run.mutate()}>{t('testing-case-run-short')}</Button>
        </span>
      </header>
      {outcome === null ? (
        <p className="text-sm text-soft">{t('testing-case-before')}</p>
      ) : outcome.verdict === 'broken' ? (
        <NotRun error={outcome.error} />
      ) : (
        <>
          <p className="text-sm text-soft">{t('testing-case-ended', { status: statusWords(outcome.run.status, t), time: formatDuration(outcome.run.seconds * 1_000) })}</p>
          {outcome.verdict === 'failed' ? <Differences differences={outcome.differences} /> : null}
          {outcome.verdict === 'failed' && outcome.run.error !== null ? <Wrong error={outcome.run.error} cause={outcome.run.cause} /> : null}
        </>
      )}
    </section>
  )
}

function VerdictBadge({ verdict }: { verdict: CaseOutcome['verdict'] }) {
  const t = useTexts()
  switch (verdict) {
    case 'passed':
      return <Badge tone="good">{t('testing-verdict-passed')}</Badge>
    case 'failed':
      return <Badge tone="bad">{t('testing-verdict-failed')}</Badge>
    case 'broken':
      return <Badge tone="warning">{t('testing-verdict-broken')}</Badge>
  }
}
