import { Check } from 'lucide-react'

import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { type Phase, type Stop, stops, type StopState, stopStates } from './status.ts'
import { StepPicture } from './step_pictures.tsx'

const coin: Record<StopState, string> = {
  done: 'border-leaf bg-leaf-wash',
  here: 'border-clay bg-clay-wash shadow-mid picture-moves scale-112',
  ahead: 'border-line bg-sunken',
}

const label: Record<StopState, string> = { done: 'text-soft', here: 'font-bold text-ink', ahead: 'text-soft' }

/** The way of an order as a street with its stops: behind it, where it is, ahead. */
export function Journey({ phase }: { phase: Phase }) {
  const t = useTexts()
  const states = stopStates(phase)
  const names: Record<Stop, string> = {
    asked: t('tracking-stop-asked'),
    paid: t('tracking-stop-paid'),
    kitchen: t('tracking-stop-kitchen'),
    road: t('tracking-stop-road'),
    home: t('tracking-stop-home'),
  }
  const said: Record<StopState, string> = { done: t('tracking-stop-done'), here: t('tracking-stop-here'), ahead: t('tracking-stop-ahead') }
  return (
    <ol aria-label={t('tracking-journey')} className="grid grid-cols-5 px-1 pt-2">
      {stops.map((stop, index) => {
        const state = states[stop]
        return (
          <li key={stop} aria-current={state === 'here' ? 'step' : undefined} className="relative grid justify-items-center gap-2 text-center">
            {index > 0 ? <Road isRidden={state !== 'ahead'} /> : null}
            <span className={classNames('relative grid size-13 place-items-center rounded-full border-2 transition-transform duration-300 sm:size-18', coin[state])}>
              <StepPicture stop={stop} className={classNames('size-10 sm:size-13', state === 'ahead' && 'opacity-45 grayscale')} />
              {state === 'done' ? (
                <span className="absolute -right-0.5 -bottom-0.5 grid size-5 place-items-center rounded-full border-2 border-card bg-leaf text-on-leaf">
                  <Check aria-hidden size={11} strokeWidth={4} />
                </span>
              ) : null}
            </span>
            <span className={classNames('text-xs leading-tight sm:text-sm', label[state])}>
              {names[stop]}
              <span className="sr-only">, {said[state]}</span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** From the stop before: ridden, or its middle line only. */
function Road({ isRidden }: { isRidden: boolean }) {
  return (
    <span
      aria-hidden
      className={classNames(
        'absolute top-6 right-1/2 -z-1 h-1 w-full sm:top-8.5',
        isRidden ? 'bg-leaf' : 'border-t-3 border-dashed border-edge/50',
      )}
    />
  )
}
