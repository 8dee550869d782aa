import type { ReactNode } from 'react'

import { classNames } from './class_names.ts'

/** What a thing's state means to whoever looks: never told by colour alone. */
export type Tone = 'neutral' | 'good' | 'active' | 'warning' | 'bad' | 'special' | 'brand'

const washes: Record<Tone, string> = {
  neutral: 'bg-sunken text-soft',
  good: 'bg-leaf-wash text-leaf',
  active: 'bg-river-wash text-river',
  warning: 'bg-sun-wash text-sun',
  bad: 'bg-chili-wash text-chili',
  special: 'bg-plum-wash text-plum',
  brand: 'bg-clay-wash text-clay',
}

export const toneText: Record<Tone, string> = {
  neutral: 'text-soft',
  good: 'text-leaf',
  active: 'text-river',
  warning: 'text-sun',
  bad: 'text-chili',
  special: 'text-plum',
  brand: 'text-clay',
}

type BadgeProps = { tone?: Tone; icon?: ReactNode; live?: boolean; className?: string; children: ReactNode }

export function Badge({ tone = 'neutral', icon, live = false, className, children }: BadgeProps) {
  return (
    <span className={classNames('inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-semibold whitespace-nowrap', washes[tone], className)}>
      {live ? <span aria-hidden className="size-1.5 animate-pulse-soft rounded-full bg-current" /> : icon}
      {children}
    </span>
  )
}
