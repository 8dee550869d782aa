import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useId } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'

type StepProps = {
  number: number
  title: string
  /** `later` waits for those before it. */
  state: 'done' | 'open' | 'later'
  /** What was said, once it is done. */
  summary?: ReactNode
  onChange?: () => void
  children?: ReactNode
}

/** One of the questions of the checkout; all of them are in view. */
export function Step({ number, title, state, summary, onChange, children }: StepProps) {
  const t = useTexts()
  const heading = useId()
  return (
    <section aria-labelledby={heading} className={classNames('rounded-lg border transition-colors', state === 'later' ? 'border-line/70 bg-card/40' : 'border-line bg-card shadow-low')}>
      <header className="flex items-center gap-3 px-4 py-3.5 sm:px-5">
        <span
          aria-hidden
          className={classNames(
            'tabular grid size-8 shrink-0 place-items-center rounded-full text-sm font-bold',
            state === 'done' ? 'bg-leaf text-on-leaf' : state === 'open' ? 'bg-clay text-on-clay' : 'bg-sunken text-soft',
          )}
        >
          {state === 'done' ? <Check size={17} strokeWidth={3} /> : number}
        </span>
        <div className="min-w-0 flex-1">
          <h2 id={heading} className={classNames('text-lg leading-tight', state === 'later' && 'text-soft')}>{title}</h2>
          {state === 'done' && summary ? <div className="text-sm break-words text-soft">{summary}</div> : null}
        </div>
        {state === 'done' && onChange ? (
          <Button kind="quiet" size="small" onClick={onChange} className="text-clay" aria-label={`${t('checkout-change')}: ${title}`}>
            {t('checkout-change')}
          </Button>
        ) : null}
      </header>
      {state === 'open' && children ? <div className="animate-fade px-4 pb-5 sm:px-5">{children}</div> : null}
    </section>
  )
}
