import { useVirtualizer } from '@tanstack/react-virtual'
import { Flag } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { formatDuration } from '../../format/format.ts'
import { useTexts } from '../../texts/texts.tsx'
import { toneText } from '../../ui/badge.tsx'
import { classNames } from '../../ui/class_names.ts'
import { endingWords, toneOf } from './looks.ts'
import type { Playback } from './player.ts'
import type { RehearsedStep } from './rehearsal.ts'
import { statusTones, statusWords } from './status_words.ts'

const ROW = 40
/** What is deeper is drawn as deep as this. */
const DEPTH_SHOWN = 4

type StepsListProps = { playback: Playback; position: number; onPosition: (position: number) => void }

/** What was done, in order; the end is the last row. There may be thousands: those in view are drawn. */
export function StepsList({ playback, position, onPosition }: StepsListProps) {
  const t = useTexts()
  const frame = useRef<HTMLDivElement>(null)
  const { run, end } = playback
  const rows = useVirtualizer({ count: end + 1, getScrollElement: () => frame.current, estimateSize: () => ROW, overscan: 8 })
  useEffect(() => {
    rows.scrollToIndex(position, { align: 'auto' })
  }, [rows, position])
  return (
    <div ref={frame} tabIndex={0} role="region" aria-label={t('testing-steps')} className="max-h-64 overflow-y-auto -outline-offset-3 @3xl:max-h-none">
      <ol className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, size }) => {
          const step = run.steps[index]
          return (
            <li key={index} aria-setsize={end + 1} aria-posinset={index + 1} className="absolute inset-x-0" style={{ transform: `translateY(${start}px)`, height: size }}>
              <button
                type="button"
                aria-current={index === position ? 'step' : undefined}
                onClick={() => onPosition(index)}
                className={classNames('flex size-full items-center gap-2 border-l-3 px-2.5 text-left text-sm hover:bg-ink/5', index === position ? 'border-clay bg-clay-wash' : 'border-transparent', index > position && 'opacity-70')}
              >
                {step ? <StepRow step={step} depth={playback.depthOf(index)} at={playback.clockAt(index)} /> : (
                  <>
                    <Flag aria-hidden size={14} className={toneText[statusTones[run.status]]} />
                    <span className="flex-1 font-semibold">{statusWords(run.status, t)}</span>
                    <span className="tabular text-xs text-soft">{formatDuration(playback.clockAt(index))}</span>
                  </>
                )}
              </button>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function StepRow({ step, depth, at }: { step: RehearsedStep; depth: number; at: number }) {
  const t = useTexts()
  const { iteration, branch, attempts } = step
  return (
    <>
      <span aria-hidden style={{ marginInlineStart: Math.min(depth, DEPTH_SHOWN) * 14 }} className={classNames('size-2 shrink-0 rounded-full bg-current', toneText[toneOf(step)])} />
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{step.state}</span>
        {iteration ? <span className="tabular text-xs text-soft"> · {t('testing-item-short', { n: iteration.index + 1 })}</span> : branch ? <span className="tabular text-xs text-soft"> · {t('testing-branch-short', { n: branch.index + 1 })}</span> : null}
        <span className="sr-only">, {endingWords(step, t)}</span>
      </span>
      {attempts.length > 1 ? (
        <span className="tabular rounded-full bg-sun-wash px-1.5 text-2xs font-bold text-sun">
          <span aria-hidden>↻{attempts.length}</span>
          <span className="sr-only">{t('testing-attempts-count', { n: attempts.length })}</span>
        </span>
      ) : null}
      <span className="tabular text-xs text-soft">{formatDuration(at)}</span>
    </>
  )
}
