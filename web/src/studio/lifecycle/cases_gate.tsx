import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CircleX, FlaskConical } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

import { problemWords } from '../../api/problem.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/field.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { Failure, Note } from '../../ui/states.tsx'
import { type CaseOutcome, useCases } from '../testing/cases.ts'
import { Differences } from '../testing/differences.tsx'

/** Runs all cases of the machine; nothing is published while one fails, unless somebody says that it shall be all the same. */
export function CasesGate({ onClear }: { onClear: (isClear: boolean) => void }) {
  const t = useTexts()
  const { cases, isPending, error, progress, run } = useCases()
  const [isForced, setForced] = useState(false)
  const running = useMutation({ mutationFn: run })
  const isReady = !isPending && !error
  const start = useEffectEvent(() => running.mutate())
  useEffect(() => {
    if (isReady && cases.length > 0) start()
  }, [isReady, cases.length])

  const wrong = running.data?.outcomes.filter((one) => one.verdict !== 'passed') ?? []
  const isClear = isForced || (isReady && (cases.length === 0 || (running.isSuccess && wrong.length === 0)))
  const tell = useEffectEvent(onClear)
  useEffect(() => tell(isClear), [isClear])

  const force = <Checkbox label={t('lifecycle-cases-force')} checked={isForced} onChange={(event) => setForced(event.target.checked)} />
  if (error || running.error) {
    return (
      <section aria-label={t('lifecycle-cases')} className="grid gap-3">
        <Failure error={error ?? running.error}>{t('lifecycle-cases-unknown')}</Failure>
        {force}
      </section>
    )
  }
  if (isReady && cases.length === 0) return <Note icon={<FlaskConical size={18} />}>{t('lifecycle-cases-none')}</Note>
  if (!running.data) {
    return (
      <p role="status" className="flex items-center gap-3 rounded-md bg-sunken px-4 py-3 font-medium">
        <Spinner />
        {t('lifecycle-cases-running', { done: progress?.done ?? 0, total: progress?.total ?? cases.length })}
      </p>
    )
  }
  const { passed, outcomes } = running.data
  if (wrong.length === 0) return <Note tone="good" icon={<CircleCheck size={18} />}>{t('lifecycle-cases-passed', { n: passed })}</Note>
  return (
    <section aria-label={t('lifecycle-cases')} className="grid gap-3">
      <Note tone="bad" icon={<CircleX size={18} />}>
        <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <span className="flex-1">{t('lifecycle-cases-failed', { n: wrong.length, total: outcomes.length })}</span>
          <Button size="small" onClick={() => running.mutate()}>{t('lifecycle-cases-again')}</Button>
        </span>
      </Note>
      <ul className="grid max-h-64 gap-2 overflow-y-auto">
        {wrong.map((one) => (
          <li key={one.case.id} className="grid gap-2 rounded-md border border-line p-3">
            <span className="font-semibold break-words">{one.case.name}</span>
            <WhatWentWrong outcome={one} />
          </li>
        ))}
      </ul>
      {force}
    </section>
  )
}

function WhatWentWrong({ outcome }: { outcome: CaseOutcome }) {
  const t = useTexts()
  if (outcome.verdict === 'failed') return <Differences differences={outcome.differences} />
  return outcome.verdict === 'broken' ? <p className="text-sm">{problemWords(outcome.error, t).title}</p> : null
}
