import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo, useRef } from 'react'

import { executionQuery } from '../../api/console_queries.ts'
import { executionName } from '../../api/execution.ts'
import { useLiveHistory } from '../../history/live_history.ts'
import { takenEdges, useLooks } from '../../history/looks.tsx'
import { StatusBadge, statusWords } from '../../history/status_badge.tsx'
import { paths } from '../../paths.ts'
import { useTexts } from '../../texts/texts.tsx'
import { textLink } from '../../ui/text_link.ts'
import { useToasts } from '../../ui/toast.tsx'
import type { Showing } from '../session.ts'
import { useSession, useStudio } from '../session_context.tsx'

/** Shows on the canvas how an execution goes, as it goes, until something else is shown there. */
export default function FollowExecution({ arn, onEnd }: { arn: string; onEnd: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const session = useSession()
  const status = useQuery(executionQuery(arn)).data?.status ?? null
  const { steps, error } = useLiveHistory(arn)
  const looks = useLooks(steps)
  const taken = useMemo(() => takenEdges(steps), [steps])
  const { name } = executionName(arn)
  const shown = useRef<Showing | null>(null)
  const showing = useStudio((state) => state.showing)
  const ended = useEffectEvent(onEnd)
  const failed = useEffectEvent(toasts.failed)
  const title = useMemo(
    () => (
      <span className="flex items-center gap-2.5">
        {status ? <StatusBadge status={status} /> : null}
        <span className="min-w-0 truncate max-sm:hidden">{name}</span>
        <Link to={paths.execution(arn)} target="_blank" className={`${textLink} flex shrink-0 items-center gap-1`}>
          {t('lifecycle-follow-open')}
          <ExternalLink aria-hidden size={14} />
        </Link>
      </span>
    ),
    [status, name, arn, t],
  )
  useEffect(() => {
    shown.current = { title, looks, taken }
    session.set({ showing: shown.current })
  }, [session, title, looks, taken])
  // Somebody has ended it, or shows something else.
  useEffect(() => {
    if (shown.current !== null && session.now().showing !== shown.current) ended()
  }, [session, showing])
  useEffect(() => {
    if (error) failed(error)
  }, [error])
  return <span role="status" className="sr-only">{status ? `${name}: ${statusWords(status, t)}` : ''}</span>
}
