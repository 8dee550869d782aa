import { CircleAlert, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'

import { problemWords } from '../api/problem.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from './button.tsx'
import { classNames } from './class_names.ts'
import { Spinner } from './spinner.tsx'

/** What will be here is on its way. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames('animate-pulse-soft rounded-md bg-sunken', className)} />
}

/** The same for a whole part of a page, in words for those who listen. */
export function Loading({ children }: { children?: ReactNode }) {
  const t = useTexts()
  return (
    <div role="status" aria-live="polite">
      <span className="sr-only">{t('loading')}</span>
      {children ?? (
        <div className="flex justify-center p-10 text-soft">
          <Spinner />
        </div>
      )}
    </div>
  )
}

type EmptyProps = { icon?: ReactNode; title: string; /** What the whole page says is its first heading. */ heading?: 'h1' | 'h2'; children?: ReactNode; action?: ReactNode }

/** There is nothing, and why, and what to do about it. */
export function Empty({ icon, title, heading: Heading = 'h2', children, action }: EmptyProps) {
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-3 px-6 py-14 text-center">
      {icon ? <div aria-hidden className="grid size-14 place-items-center rounded-xl bg-sunken text-soft">{icon}</div> : null}
      <Heading className="text-lg">{title}</Heading>
      {children ? <div className="text-soft">{children}</div> : null}
      {action}
    </div>
  )
}

type FailureProps = {
  error: unknown
  onRetry?: () => void
  className?: string
  /** What to do about it, where the page knows. */
  children?: ReactNode
}

/** What went wrong, in the user's words, and the way out. */
export function Failure({ error, onRetry, className, children }: FailureProps) {
  const t = useTexts()
  const { title, detail } = problemWords(error, t)
  return (
    <div role="alert" className={classNames('flex flex-wrap items-start gap-3 rounded-md bg-chili-wash p-4 text-chili', className)}>
      <CircleAlert aria-hidden size={20} className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-semibold break-words">{title}</p>
        {detail ? <p className="text-sm break-words">{detail}</p> : null}
        {children ? <div className="text-sm">{children}</div> : null}
      </div>
      {onRetry ? (
        <Button size="small" onClick={onRetry} icon={<RotateCw aria-hidden size={15} />}>
          {t('try-again')}
        </Button>
      ) : null}
    </div>
  )
}

const notes = {
  info: 'bg-river-wash text-river',
  warning: 'bg-sun-wash text-sun',
  good: 'bg-leaf-wash text-leaf',
  bad: 'bg-chili-wash text-chili',
}

export function Note({ tone = 'info', icon, children, className }: { tone?: keyof typeof notes; icon?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <div className={classNames('flex items-start gap-3 rounded-md px-4 py-3 font-medium', notes[tone], className)}>
      {icon ? <span aria-hidden className="mt-0.5 shrink-0">{icon}</span> : null}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}
