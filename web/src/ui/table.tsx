import type { ReactNode, TableHTMLAttributes, ThHTMLAttributes, TdHTMLAttributes } from 'react'

import { classNames } from './class_names.ts'

/** A table that scrolls by itself where it is wider than the screen. Its label names it for those who listen. */
export function Table({ label, className, children, ...rest }: TableHTMLAttributes<HTMLTableElement> & { label: string; children: ReactNode }) {
  return (
    <div tabIndex={0} role="region" aria-label={label} className="relative overflow-x-auto">
      <table {...rest} aria-label={label} className={classNames('w-full border-collapse text-sm', className)}>
        {children}
      </table>
    </div>
  )
}

export function Th({ className, ...rest }: ThHTMLAttributes<HTMLTableCellElement>) {
  return <th scope="col" {...rest} className={classNames('border-b border-line px-5 py-2.5 text-left text-xs font-semibold whitespace-nowrap text-soft', className)} />
}

export function Td({ className, ...rest }: TdHTMLAttributes<HTMLTableCellElement>) {
  return <td {...rest} className={classNames('border-b border-line/60 px-5 py-3 align-middle', className)} />
}
