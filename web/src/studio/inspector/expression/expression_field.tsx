import { lazy, type ReactNode, Suspense, useEffect, useEffectEvent, useState } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { classNames } from '../../../ui/class_names.ts'
import { Skeleton } from '../../../ui/states.tsx'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { FieldName } from '../form/field_name.tsx'
import { useField } from '../form/use_field.ts'
import { jsonOf } from '../json.ts'
import { useEvaluation, type Wish } from './evaluation.ts'
import { LiveResult } from './live_result.tsx'
import { type Step, useSight, wishOf } from './state_sight.tsx'
import type { Sight } from './suggestions.ts'

const ExpressionEditor = lazy(() => import('./editor.tsx'))

/** Writing rests for so long before what was written is put into the document. */
const REST_MS = 700

type WrittenProps = {
  path: Path
  label: string
  name?: string
  hint?: ReactNode
  /** At which step of the state it is evaluated. */
  step: Step
  isNeeded?: boolean
  /** What surrounds it says the label. */
  hiddenLabel?: boolean
}

/** One expression: JSONata, without its delimiters, or a path. */
export function ExpressionField({ isEvaluated = true, ...props }: WrittenProps & { isEvaluated?: boolean }) {
  const { value } = useField(props.path)
  const sight = useSight(props.step)
  const isJsonata = sight.language === 'JSONata'
  const shown = typeof value === 'string' ? (isJsonata ? withoutDelimiters(value) : value) : value === undefined ? '' : JSON.stringify(value)
  return (
    <Written
      {...props}
      shape="expression"
      sight={sight}
      shown={shown}
      read={(text) => (text.trim() === '' ? { value: props.isNeeded ? '' : undefined } : { value: isJsonata ? `{% ${text.trim()} %}` : text.trim() })}
      wish={(text) => (isEvaluated && text.trim() !== '' ? wishOf(sight, { expressions: [isJsonata ? text : text.trim()] }) : null)}
    />
  )
}

/** JSON with expressions in it. */
export function TemplateField(props: WrittenProps & { isLiteral?: boolean }) {
  const t = useTexts()
  const { value } = useField(props.path)
  const sight = useSight(props.step)
  const shown = value === undefined ? '' : typeof value === 'string' && /^\{%[\s\S]*%\}$/.test(value) ? value : JSON.stringify(value, null, 2)
  const read = (text: string): Read => {
    const trimmed = text.trim()
    if (trimmed === '') return { value: undefined }
    if (sight.language === 'JSONata' && /^\{%[\s\S]*%\}$/.test(trimmed)) return { value: trimmed }
    const parsed = jsonOf(trimmed)
    return parsed === undefined ? { fault: t('inspector-no-json') } : { value: parsed }
  }
  return (
    <Written
      {...props}
      shape="template"
      sight={sight}
      shown={shown}
      read={read}
      wish={(text) => {
        const now = read(text)
        return props.isLiteral || !('value' in now) || now.value === undefined ? null : wishOf(sight, { template: now.value })
      }}
    />
  )
}

type Read = { value: Json | undefined } | { fault: string }

type EditingProps = WrittenProps & {
  shape: 'expression' | 'template'
  sight: Sight
  shown: string
  read: (text: string) => Read
  wish: (text: string) => Wish | null
}

function Written({ path, label, name = String(path.at(-1) ?? ''), hint, isNeeded = false, hiddenLabel = false, shape, sight, shown, read, wish }: EditingProps) {
  const { value, set, error } = useField(path)
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? shown
  const now = read(text)
  const fault = draft !== null && 'fault' in now ? now.fault : null
  const evaluation = useEvaluation(wish(text))
  const commit = () => {
    if (draft === null || draft === shown) return
    const written = read(draft)
    if ('value' in written) set(written.value)
  }
  const remove = () => {
    setDraft(null)
    set(undefined)
  }
  const rest = useEffectEvent(commit)
  useEffect(() => {
    if (draft === null) return
    const timer = setTimeout(() => rest(), REST_MS)
    return () => clearTimeout(timer)
  }, [draft])
  useEffect(() => () => rest(), [])
  const trouble = evaluation.data && 'error' in evaluation.data && !evaluation.isOld ? evaluation.data.error : null
  const told = fault ?? error
  const isJsonata = shape === 'expression' && sight.language === 'JSONata'
  return (
    <div className="grid min-w-0 gap-1.5">
      {hiddenLabel ? null : (
        <div className="flex items-baseline gap-2">
          <span aria-hidden className="text-sm font-semibold">{label}</span>
          <FieldName name={name} label={label} onRemove={isNeeded || value === undefined ? undefined : remove} />
        </div>
      )}
      <div className={classNames('flex min-w-0 overflow-hidden rounded-md border bg-card focus-within:outline-2 focus-within:outline-river', told ? 'border-chili' : 'border-edge/60')}>
        {isJsonata ? <Delimiter>{'{%'}</Delimiter> : null}
        <div className="max-h-96 min-h-9 min-w-0 flex-1 overflow-y-auto">
          <Suspense fallback={<Skeleton className="h-9 rounded-none" />}>
            <ExpressionEditor
              label={`${label} (${name})`}
              error={told}
              value={text}
              onChange={setDraft}
              onBlur={() => {
                commit()
                // What cannot be read stays, to be mended.
                if (fault === null) setDraft(null)
              }}
              shape={shape}
              sight={sight}
              isOneLine={shape === 'expression' && !isJsonata}
              problem={trouble && shape === 'expression' ? { from: trouble.from, to: trouble.to, message: trouble.message } : null}
            />
          </Suspense>
        </div>
        {isJsonata ? <Delimiter>{'%}'}</Delimiter> : null}
      </div>
      {told ? <p className="text-sm font-medium break-words whitespace-pre-wrap text-chili">{told}</p> : hint ? <p className="text-xs text-soft">{hint}</p> : null}
      <LiveResult label={label} evaluation={evaluation} />
    </div>
  )
}

function Delimiter({ children }: { children: string }) {
  return <span aria-hidden className="bg-sunken/70 px-1.5 py-[7px] font-mono text-xs leading-5 text-soft select-none">{children}</span>
}

export function withoutDelimiters(text: string): string {
  return text.replace(/^\{%\s*/, '').replace(/\s*%\}$/, '')
}
