import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExternalLink, X } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo, useRef } from 'react'

import { executionQuery } from '../../api/console_queries.ts'
import { executionName } from '../../api/execution.ts'
import { useLiveHistory } from '../../history/live_history.ts'
import { takenEdges, useLooks } from '../../history/looks.tsx'
import { StatusBadge } from '../../history/status_badge.tsx'
import { paths } from '../../paths.ts'
import { useTexts } from '../../texts/texts.tsx'
import { buttonClass, IconButton } from '../../ui/button.tsx'
import { problemWords } from '../../api/problem.ts'
import type { Showing } from '../session.ts'
import { useSession, useStudio } from '../session_context.tsx'

/** Shows on the canvas how an execution goes, as it goes, until something else is shown there. */
export default function FollowExecution({ arn, onClose }: { arn: string; onClose: () => void }) {
  const t = useTexts()
  const session = useSession()
  const execution = useQuery(executionQuery(arn))
  const { steps, error } = useLiveHistory(arn)
  const looks = useLooks(steps)
  const taken = useMemo(() => takenEdges(steps), [steps])
  const { name } = executionName(arn)
  const shown = useRef<Showing | null>(null)
  const showing = useStudio((state) => state.showing)
  const ended = useEffectEvent(onClose)

  useEffect(() => {
    shown.current = { title: name, looks, taken }
    session.set({ showing: shown.current })
  }, [session, name, looks, taken])
  // Somebody has ended it, or shows something else.
  useEffect(() => {
    if (shown.current !== null && showing !== shown.current && session.now().showing !== shown.current) ended()
  }, [session, showing])

  const stop = () => {
    session.set({ showing: null })
    onClose()
  }
  return (
    <div role="status" className="fixed inset-x-0 bottom-3 z-30 mx-auto flex w-fit max-w-[calc(100%-1.5rem)] animate-rise items-center gap-3 rounded-lg border border-line bg-raised py-1.5 pr-1.5 pl-4 shadow-high max-lg:bottom-18">
      {execution.data ? <StatusBadge status={execution.data.status} /> : null}
      <span className="min-w-0 truncate text-sm">{error ? problemWords(error, t).title : t('lifecycle-following', { name })}</span>
      <Link to={paths.execution(arn)} target="_blank" className={buttonClass('secondary', 'small')}>
        <ExternalLink aria-hidden size={15} />
        {t('lifecycle-follow-open')}
      </Link>
      <IconButton label={t('lifecycle-follow-end')} size="small" onClick={stop}><X aria-hidden size={17} /></IconButton>
    </div>
  )
}
