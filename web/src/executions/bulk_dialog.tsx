import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { CircleCheck, CircleX } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { problemWords } from '../api/problem.ts'
import { formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy_button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Note } from '../ui/states.tsx'
import { act, type BulkAction, type BulkResult, type Hindrance, planBulk, runBulk } from './bulk.ts'
import type { Execution } from '../api/execution.ts'

const ROW_HEIGHT = 40

type BulkDialogProps = { action: BulkAction; executions: readonly Execution[]; onClose: () => void }

type Run = { items: readonly Execution[]; results: readonly BulkResult[]; isOver: boolean }

/** Says what will happen to how many, does it, and tells how it went for each of them. */
export function BulkDialog({ action, executions, onClose }: BulkDialogProps) {
  const t = useTexts()
  const queries = useQueryClient()
  const [plan] = useState(() => planBulk(action, executions, Date.now()))
  const [reason, setReason] = useState({ error: '', cause: '' })
  const [run, setRun] = useState<Run | null>(null)
  const stop = useRef<AbortController>(null)
  useEffect(() => () => stop.current?.abort(), [])

  const start = async (items: readonly Execution[], kept: readonly BulkResult[]) => {
    const controller = new AbortController()
    stop.current = controller
    const results = [...kept]
    const show = (isOver: boolean) => setRun({ items: [...kept.map((one) => one.execution), ...items], results: [...results], isOver })
    show(false)
    await runBulk(items, (execution) => act(action, execution, reason), (result) => {
      results.push(result)
      show(false)
    }, controller.signal)
    show(true)
    void queries.invalidateQueries({ queryKey: ['executions'] })
  }

  const words = actionWords(action, t)
  if (run) {
    const failed = run.results.filter((result) => 'failed' in result.outcome)
    const rest = run.items.slice(run.results.length)
    return (
      <Dialog
        title={words.title}
        size="medium"
        onClose={onClose}
        actions={
          run.isOver ? (
            <>
              <CopyButton size="medium" text={asTable(run.results, t)} label={t('executions-bulk-copy')} />
              {failed.length + rest.length > 0 ? (
                <Button onClick={() => void start([...failed.map((one) => one.execution), ...rest], run.results.filter((one) => 'done' in one.outcome))}>
                  {t('executions-bulk-retry', { n: failed.length + rest.length })}
                </Button>
              ) : null}
              <Button kind="primary" onClick={onClose}>{t('close')}</Button>
            </>
          ) : (
            <Button kind="danger" onClick={() => stop.current?.abort()}>{t('executions-bulk-halt')}</Button>
          )
        }
      >
        <Progress run={run} failed={failed.length} />
        <Results results={[...failed, ...run.results.filter((one) => 'done' in one.outcome)]} />
      </Dialog>
    )
  }
  return (
    <Dialog
      title={words.title}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind={action === 'stop' ? 'danger' : 'primary'} disabled={plan.can.length === 0} onClick={() => void start(plan.can, [])}>
            {words.doIt(plan.can.length)}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <p>{words.what}</p>
        <div className="flex items-baseline gap-3 rounded-md bg-sunken px-4 py-3">
          <span className="tabular text-2xl font-bold">{formatNumber(plan.can.length)}</span>
          <span className="text-soft">{t('executions-bulk-can', { n: plan.can.length })}</span>
        </div>
        {[...plan.cannot].map(([why, those]) => (
          <Note key={why} tone="warning">
            <span className="tabular font-bold">{formatNumber(those.length)}</span> {hindranceWords(why, t)}
          </Note>
        ))}
        {action === 'stop' ? (
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField label={t('executions-stop-error')} value={reason.error} onChange={(event) => setReason({ ...reason, error: event.target.value })} maxLength={256} placeholder="OperatorStopped" />
            <TextField label={t('executions-stop-cause')} value={reason.cause} onChange={(event) => setReason({ ...reason, cause: event.target.value })} maxLength={32_768} />
          </div>
        ) : null}
        <ul className="max-h-56 overflow-y-auto rounded-md border border-line text-sm">
          {plan.can.slice(0, 50).map((execution) => (
            <li key={execution.arn} className="flex gap-3 border-b border-line/60 px-3 py-2 last:border-0">
              <span className="min-w-0 flex-1 truncate font-medium">{nameOf(execution)}</span>
              <span className="truncate text-soft">{execution.current.join(', ') || execution.error}</span>
            </li>
          ))}
          {plan.can.length > 50 ? <li className="px-3 py-2 text-soft">{t('executions-bulk-more', { n: plan.can.length - 50 })}</li> : null}
        </ul>
      </div>
    </Dialog>
  )
}

function nameOf({ order, name }: Execution): string {
  return order ? `#${order.number} ${order.customer}` : name
}

function Progress({ run, failed }: { run: Run; failed: number }) {
  const t = useTexts()
  const done = run.results.length
  return (
    <div className="grid gap-2 pb-4" aria-live="polite">
      <div role="progressbar" aria-label={t('executions-bulk-progress')} aria-valuemin={0} aria-valuemax={run.items.length} aria-valuenow={done} className="h-2 overflow-hidden rounded-full bg-sunken">
        <div className="h-full origin-left rounded-full bg-leaf transition-transform" style={{ transform: `scaleX(${done / Math.max(1, run.items.length)})` }} />
      </div>
      <p className="tabular text-sm text-soft">
        {t('executions-bulk-done', { done: done - failed, total: run.items.length })}
        {failed > 0 ? <span className="font-semibold text-chili"> · {t('executions-bulk-failed', { n: failed })}</span> : null}
        {run.isOver && done < run.items.length ? <span> · {t('executions-bulk-halted', { n: run.items.length - done })}</span> : null}
      </p>
    </div>
  )
}

function Results({ results }: { results: readonly BulkResult[] }) {
  const t = useTexts()
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({ count: results.length, getScrollElement: () => box.current, estimateSize: () => ROW_HEIGHT, overscan: 8 })
  return (
    <div ref={box} tabIndex={0} role="region" aria-label={t('executions-bulk-results')} className="h-72 overflow-y-auto rounded-md border border-line">
      <ul className="relative text-sm" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const result = results[item.index]
          if (!result) return null
          const { outcome, execution } = result
          return (
            <li key={execution.arn} className="absolute inset-x-0 flex items-center gap-3 border-b border-line/60 px-3" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
              {'done' in outcome ? <CircleCheck aria-label={t('executions-bulk-ok')} size={16} className="shrink-0 text-leaf" /> : <CircleX aria-label={t('executions-bulk-not')} size={16} className="shrink-0 text-chili" />}
              <Link to={paths.execution('done' in outcome ? outcome.done : execution.arn)} className="max-w-[50%] truncate font-medium underline-offset-2 hover:underline">{nameOf(execution)}</Link>
              {'failed' in outcome ? <span className="min-w-0 flex-1 truncate text-chili" title={problemWords(outcome.failed, t).title}>{problemWords(outcome.failed, t).title}</span> : null}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function asTable(results: readonly BulkResult[], t: Texts): string {
  return results.map(({ execution, outcome }) => [execution.arn, 'done' in outcome ? outcome.done : problemWords(outcome.failed, t).title].join('\t')).join('\n')
}

function actionWords(action: BulkAction, t: Texts): { title: string; what: string; doIt: (n: number) => string } {
  switch (action) {
    case 'stop':
      return { title: t('executions-bulk-stop-title'), what: t('executions-bulk-stop-what'), doIt: (n) => t('executions-bulk-stop-do', { n }) }
    case 'redrive':
      return { title: t('executions-bulk-redrive-title'), what: t('executions-bulk-redrive-what'), doIt: (n) => t('executions-bulk-redrive-do', { n }) }
    case 'rerun':
      return { title: t('executions-bulk-rerun-title'), what: t('executions-bulk-rerun-what'), doIt: (n) => t('executions-bulk-rerun-do', { n }) }
  }
}

export function hindranceWords(why: Hindrance, t: Texts): string {
  const words: Record<Hindrance, string> = {
    over: t('executions-cannot-over'),
    running: t('executions-cannot-running'),
    succeeded: t('executions-cannot-succeeded'),
    express: t('executions-cannot-express'),
    too_old: t('executions-cannot-too-old'),
  }
  return words[why]
}
