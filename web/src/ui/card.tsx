import type { HTMLAttributes, ReactNode } from 'react'

import { classNames } from './class_names.ts'

export function Card({ className, ...rest }: HTMLAttributes<HTMLDivElement>) {
  return <div {...rest} className={classNames('rounded-lg border border-line bg-card shadow-low', className)} />
}

type PanelProps = { title: ReactNode; detail?: ReactNode; actions?: ReactNode; className?: string; flush?: boolean; children: ReactNode }

/** A titled part of a page. `flush` lets its content reach the edges, as tables do. */
export function Panel({ title, detail, actions, className, flush = false, children }: PanelProps) {
  return (
    <section className={classNames('min-w-0 rounded-lg border border-line bg-card shadow-low', className)}>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 pt-4 pb-3">
        <div className="min-w-0 flex-1 basis-44">
          <h2 className="text-lg">{title}</h2>
          {detail ? <p className="text-sm text-soft">{detail}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
      </header>
      <div className={flush ? '' : 'px-5 pb-5'}>{children}</div>
    </section>
  )
}

/** Names and values of one thing. */
export function Facts({ facts, className }: { facts: readonly (readonly [ReactNode, ReactNode])[]; className?: string }) {
  return (
    <dl className={classNames('grid grid-cols-[minmax(6rem,max-content)_1fr] gap-x-5 gap-y-2 text-sm', className)}>
      {facts.map(([name, value], index) => (
        // Facts of a thing do not change places.
        <div key={index} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
