import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from 'react'

import { classNames } from './class_names.ts'
import { Spinner } from './spinner.tsx'

/** `primary` is what the screen is for, at most one in view; `danger` cannot be taken back. */
export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger'
export type ButtonSize = 'small' | 'medium' | 'large'

const kinds: Record<ButtonKind, string> = {
  primary: 'bg-clay text-on-clay hover:bg-clay-deep shadow-low',
  secondary: 'bg-card text-ink border border-line hover:border-edge hover:bg-raised shadow-low',
  quiet: 'text-ink hover:bg-ink/7',
  danger: 'bg-chili text-on-chili hover:brightness-110 shadow-low',
}

/** Targets are at least 40 px high where a thumb is likely (WCAG 2.5.8 asks for 24). */
const sizes: Record<ButtonSize, string> = {
  small: 'min-h-8 px-3 text-sm gap-1.5 rounded-sm',
  medium: 'min-h-10 px-4 text-base gap-2 rounded-md',
  large: 'min-h-13 px-6 text-lg gap-2.5 rounded-lg',
}

export function buttonClass(kind: ButtonKind = 'secondary', size: ButtonSize = 'medium'): string {
  return classNames(
    'inline-flex items-center justify-center font-semibold whitespace-nowrap select-none no-underline',
    'transition-[background-color,border-color,transform,filter] duration-150 active:translate-y-px',
    'disabled:opacity-50 disabled:pointer-events-none',
    kinds[kind],
    sizes[size],
  )
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  kind?: ButtonKind
  size?: ButtonSize
  /** What it does is being done: it stays where it is and cannot be pressed again. */
  busy?: boolean
  icon?: ReactNode
  ref?: Ref<HTMLButtonElement>
}

export function Button({ kind, size, busy = false, icon, children, className, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(buttonClass(kind, size), className)}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}

type IconButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** What it does: read aloud, and shown on hover. */
  label: string
  kind?: ButtonKind
  size?: ButtonSize
  ref?: Ref<HTMLButtonElement>
}

const squares: Record<ButtonSize, string> = { small: 'w-8 px-0!', medium: 'w-10 px-0!', large: 'w-13 px-0!' }

export function IconButton({ label, kind = 'quiet', size = 'medium', className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      {...rest}
      className={classNames(buttonClass(kind, size), squares[size], 'shrink-0', className)}
    >
      {children}
    </button>
  )
}

type ButtonLinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { kind?: ButtonKind; size?: ButtonSize; icon?: ReactNode }

/** A link that looks like a button: it goes somewhere and does nothing. */
export function ButtonLink({ kind, size, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <a {...rest} className={classNames(buttonClass(kind, size), className)}>
      {icon}
      {children}
    </a>
  )
}
