import { Clock3, TriangleAlert } from 'lucide-react'

import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import type { Eta } from './eta.ts'
import { spanWords } from './eta.ts'
import { anchorOf } from './timeline.ts'

/** When it comes: a window and never a minute, on time or late, and the event that says why. */
export function EtaWindow({ eta, timeZone }: { eta: Eta; timeZone: string | undefined }) {
  const t = useTexts()
  return (
    <div className="grid content-start gap-1.5 rounded-lg border border-line bg-card p-4 shadow-low sm:p-5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm font-semibold text-soft">{t('tracking-comes-between')}</p>
        {eta.kind === 'late' ? (
          <Badge tone="warning" icon={<TriangleAlert aria-hidden size={13} />}>{t('tracking-late', { minutes: eta.minutes })}</Badge>
        ) : (
          <Badge tone="good" icon={<Clock3 aria-hidden size={13} />}>{t('tracking-on-time')}</Badge>
        )}
      </div>
      <p className="tabular text-3xl font-bold tracking-tight">{spanWords(eta.window, timeZone)}</p>
      {eta.kind === 'late' ? (
        <p className="text-sm text-soft">
          {t('tracking-promised', { window: spanWords(eta.promised, timeZone) })}
          {eta.because ? (
            <>
              {' '}
              <a href={`#${anchorOf(eta.because)}`} className="font-medium text-ink underline decoration-edge underline-offset-3 hover:decoration-ink">{eta.because.text}</a>
            </>
          ) : null}
        </p>
      ) : null}
    </div>
  )
}
