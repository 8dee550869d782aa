import type { InputHTMLAttributes, ReactNode, Ref, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react'
import { useId } from 'react'

import { classNames } from './class_names.ts'

const box =
  'w-full rounded-md border bg-card text-ink transition-colors duration-150 hover:border-edge focus-visible:outline-2 focus-visible:outline-offset-0 aria-invalid:border-chili disabled:opacity-60'
const line = 'border-edge/60'
/** `compact`: for panes in which many fields stand below one another. */
const roomy = { height: 'h-11 px-3.5', text: 'px-3.5 py-2.5' }
const compact = { height: 'h-9 px-2.5 text-sm', text: 'px-2.5 py-2 text-sm' }

type Around = {
  label: string
  /** What stands at the other end of the label's line. */
  beside?: ReactNode
  /** What may help, below the field. */
  hint?: ReactNode
  /** What is wrong with what was entered, in the user's words. */
  error?: string | null
  /** The label is read aloud only: what surrounds the field says it. */
  hiddenLabel?: boolean
}

type Compact = { compact?: boolean }

export type Wiring = { id: string; 'aria-invalid': boolean | undefined; 'aria-describedby': string | undefined }

/** A label, a control that is wired to it, and what is said of it. */
export function Field({ label, beside, hint, error, hiddenLabel, compact: isCompact = false, className, children }: Around & Compact & { className?: string; children: (wiring: Wiring) => ReactNode }) {
  const id = useId()
  const told = error ? `${id}-error` : hint ? `${id}-hint` : undefined
  return (
    <div className={classNames('grid gap-1.5', className)}>
      <div className={hiddenLabel && !beside ? 'contents' : 'flex items-baseline gap-2'}>
        <label htmlFor={id} className={hiddenLabel ? 'sr-only' : 'text-sm font-semibold'}>
          {label}
        </label>
        {beside}
      </div>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': told })}
      {error ? (
        <p id={`${id}-error`} className="text-sm font-medium text-chili">{error}</p>
      ) : hint ? (
        <p id={`${id}-hint`} className={isCompact ? 'text-xs text-soft' : 'text-sm text-soft'}>{hint}</p>
      ) : null}
    </div>
  )
}

type InputProps = Around & Compact & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement>; before?: ReactNode; after?: ReactNode; code?: boolean }

export function TextField({ label, beside, hint, error, hiddenLabel, compact: isCompact = false, className, before, after, code = false, ...rest }: InputProps) {
  const look = isCompact ? compact : roomy
  return (
    <Field label={label} beside={beside} hint={hint} error={error} hiddenLabel={hiddenLabel} compact={isCompact} className={className}>
      {(wiring) => (
        <div className="relative flex items-center">
          {before ? <span aria-hidden className="pointer-events-none absolute left-3.5 text-soft">{before}</span> : null}
          <input spellCheck={code ? false : undefined} {...rest} {...wiring} className={classNames(box, line, look.height, code && 'font-mono', Boolean(before) && 'pl-10', Boolean(after) && 'pr-11')} />
          {after ? <span className="absolute right-1.5">{after}</span> : null}
        </div>
      )}
    </Field>
  )
}

type TextAreaProps = Around & Compact & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement>; code?: boolean }

export function TextArea({ label, beside, hint, error, hiddenLabel, compact: isCompact = false, className, code = false, ...rest }: TextAreaProps) {
  const look = isCompact ? compact : roomy
  return (
    <Field label={label} beside={beside} hint={hint} error={error} hiddenLabel={hiddenLabel} compact={isCompact} className={className}>
      {(wiring) => (
        <textarea rows={4} {...rest} {...wiring} spellCheck={code ? false : undefined} className={classNames(box, line, look.text, code && 'font-mono text-sm')} />
      )}
    </Field>
  )
}

type SelectProps = Around & Compact & SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement> }

export function Select({ label, beside, hint, error, hiddenLabel, compact: isCompact = false, className, children, ...rest }: SelectProps) {
  const look = isCompact ? compact : roomy
  return (
    <Field label={label} beside={beside} hint={hint} error={error} hiddenLabel={hiddenLabel} compact={isCompact} className={className}>
      {(wiring) => (
        <select {...rest} {...wiring} className={classNames(box, line, look.height, 'pr-8')}>
          {children}
        </select>
      )}
    </Field>
  )
}

type CheckProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & { label: ReactNode; detail?: ReactNode }

export function Checkbox({ label, detail, className, ...rest }: CheckProps) {
  return (
    <label className={classNames('flex items-start gap-3', className)}>
      <input type="checkbox" {...rest} className="mt-0.5 size-5 shrink-0 accent-clay" />
      <span className="grid">
        <span>{label}</span>
        {detail ? <span className="text-sm text-soft">{detail}</span> : null}
      </span>
    </label>
  )
}

/** On or off, at once. */
export function Switch({ label, detail, className, ...rest }: CheckProps) {
  return (
    <label className={classNames('flex items-center justify-between gap-4', className)}>
      <span className="grid">
        <span className="font-medium">{label}</span>
        {detail ? <span className="text-sm text-soft">{detail}</span> : null}
      </span>
      <span className="relative inline-flex shrink-0">
        <input type="checkbox" role="switch" {...rest} className="peer absolute inset-0 z-10 m-0 size-full cursor-pointer opacity-0" />
        <span aria-hidden className="h-6 w-11 rounded-full bg-edge/50 transition-colors peer-checked:bg-leaf peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-river" />
        <span aria-hidden className="pointer-events-none absolute top-0.5 left-0.5 size-5 rounded-full bg-card shadow-low transition-transform duration-150 peer-checked:translate-x-5" />
      </span>
    </label>
  )
}

export type Choice<V extends string> = { value: V; label: string; icon?: ReactNode; disabled?: boolean }

type SegmentsProps<V extends string> = {
  /** Read aloud before the choices. */
  label: string
  choices: readonly Choice<V>[]
  value: V
  onChange: (value: V) => void
  className?: string
}

/** One of a few, all of them in view. */
export function Segments<V extends string>({ label, choices, value, onChange, className }: SegmentsProps<V>) {
  const name = useId()
  return (
    <fieldset className={classNames('inline-flex max-w-full min-w-0 overflow-x-auto rounded-md bg-sunken p-1', className)}>
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="inline-flex min-h-8 items-center gap-1.5 rounded-sm px-3 text-sm font-semibold whitespace-nowrap text-soft transition-colors has-checked:bg-card has-checked:text-ink has-checked:shadow-low has-focus-visible:outline-3 has-focus-visible:outline-river has-disabled:opacity-50"
        >
          <input
            type="radio"
            className="sr-only"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={choice.disabled}
            onChange={() => onChange(choice.value)}
          />
          {choice.icon}
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}
