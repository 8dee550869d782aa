import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { type Execution, isOver } from '../../api/execution.ts'
import { readExecutions } from '../../api/executions_page.ts'
import { useNow } from '../../format/clock.ts'
import { formatAgo, formatDuration } from '../../format/format.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { useStudio } from '../session_context.tsx'
import { caseFromExecution } from './case_store.ts'
import { isRehearsalStatus, statusTones, statusWords } from './status_words.ts'
import type { TestCase } from './test_case.ts'

const SHOWN = 50

type PickExecutionProps = { onPick: (one: TestCase) => void; onClose: () => void }

/** A past execution to make a case of. */
export function PickExecution({ onPick, onClose }: PickExecutionProps) {
  const t = useTexts()
  const machine = useStudio((state) => state.name)
  const [search, setSearch] = useState('')
  const executions = useQuery({
    queryKey: ['studio-executions', machine, search],
    queryFn: ({ signal }) => readExecutions({ machine, sort: 'newest', limit: SHOWN, ...(search.trim() === '' ? {} : { q: search.trim() }) }, signal),
  })
  const make = useMutation({ mutationFn: caseFromExecution, onSuccess: onPick })
  const over = executions.data?.items.filter((one) => isOver(one.status)) ?? []
  return (
    <Dialog title={t('testing-from-execution')} size="medium" onClose={onClose}>
      <div className="grid gap-4">
        <TextField label={t('testing-from-execution-search')} data-first-focus value={search} onChange={(event) => setSearch(event.target.value)} />
        {make.error ? <Failure error={make.error} /> : null}
        {executions.error ? <Failure error={executions.error} onRetry={() => void executions.refetch()} /> : executions.isPending ? <Loading /> : over.length === 0 ? (
          <Empty title={t('testing-from-execution-none')}>{t('testing-from-execution-none-detail')}</Empty>
        ) : (
          <ul aria-busy={make.isPending || undefined} className="grid divide-y divide-line overflow-hidden rounded-md border border-line">
            {over.map((one) => <li key={one.arn}><ExecutionButton execution={one} disabled={make.isPending} onClick={() => make.mutate(one.arn)} /></li>)}
          </ul>
        )}
      </div>
    </Dialog>
  )
}

function ExecutionButton({ execution, disabled, onClick }: { execution: Execution; disabled: boolean; onClick: () => void }) {
  const t = useTexts()
  const now = useNow()
  const { status } = execution
  return (
    <button type="button" disabled={disabled} onClick={onClick} className="flex min-h-13 w-full items-center gap-3 px-3 text-left text-sm hover:bg-ink/5">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{execution.name}</span>
        <span className="tabular block text-xs text-soft">{formatAgo(execution.started_at, now)} · {formatDuration(execution.duration_ms)}</span>
      </span>
      {isRehearsalStatus(status) ? <Badge tone={statusTones[status]}>{statusWords(status, t)}</Badge> : null}
    </button>
  )
}
