import type { ReactNode } from 'react'

type PageHeaderProps = { title: ReactNode; detail?: ReactNode; above?: ReactNode; actions?: ReactNode }

/** What a page of the console is about, and what can be done with all of it. */
export function PageHeader({ title, detail, above, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end gap-x-6 gap-y-3 pb-5">
      <div className="min-w-0 flex-1 basis-72">
        {above ? <div className="pb-1 text-sm text-soft">{above}</div> : null}
        <h1 className="text-2xl break-words">{title}</h1>
        {detail ? <div className="pt-1 text-soft">{detail}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  )
}
