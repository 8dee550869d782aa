import { TriangleAlert } from 'lucide-react'

import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/states.tsx'
import { useStudio } from '../session_context.tsx'
import { useFlowBench, type Watched } from './flow_bench.ts'
import { PlayerBar } from './player_bar.tsx'
import { RunEnd, StepView } from './step_view.tsx'
import { StepsList } from './steps_list.tsx'

type WatchedRunProps = { watched: Watched; isPlaying: boolean; onPlaying: (isPlaying: boolean) => void; onAnswer: (state: string) => void }

/** A rehearsal, step by step; the canvas shows the same moment. */
export function WatchedRun({ watched, isPlaying, onPlaying, onAnswer }: WatchedRunProps) {
  const t = useTexts()
  const [{ position }, bench] = useFlowBench()
  const isOld = useStudio((state) => state.text !== watched.text)
  const { playback, run } = watched
  const step = run.steps[position]
  const goTo = (to: number) => {
    onPlaying(false)
    bench.goTo(to)
  }
  return (
    <div className="flex flex-col @3xl:h-full">
      <PlayerBar playback={playback} position={position} isPlaying={isPlaying} onPlaying={onPlaying} onPosition={(to) => bench.goTo(to)} />
      {isOld ? <Note tone="warning" className="mx-3 mb-2 py-1.5 text-sm">{t('testing-run-old')}</Note> : null}
      {run.unmocked.length > 0 ? (
        <Note tone="warning" icon={<TriangleAlert size={17} />} className="mx-3 mb-2 py-1.5 text-sm">
          <span className="flex flex-wrap items-center gap-2">
            {t('testing-unmocked')}
            {run.unmocked.map((state) => (
              <Button key={state} size="small" onClick={() => onAnswer(state)}>{t('testing-unmocked-answer', { state })}</Button>
            ))}
          </span>
        </Note>
      ) : null}
      <div className="grid grid-cols-[minmax(0,1fr)] border-t border-line @3xl:min-h-0 @3xl:flex-1 @3xl:grid-cols-[minmax(13rem,19rem)_minmax(0,1fr)] @3xl:grid-rows-[minmax(0,1fr)]">
        <StepsList playback={playback} position={position} onPosition={goTo} />
        <section aria-label={step ? step.state : t('testing-end')} className="flex min-h-72 flex-col border-line @max-3xl:border-t @3xl:min-h-0 @3xl:border-l">
          {step ? <StepView step={step} /> : <RunEnd run={run} />}
        </section>
      </div>
    </div>
  )
}
