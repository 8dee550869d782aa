import { ChevronRight } from 'lucide-react'
import { useState } from 'react'

import { isRecord } from '../api/problem.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from './class_names.ts'

/** What is new or another at a path such as `/order/items[0]`, against what it is compared with. */
export type JsonMarks = ReadonlyMap<string, 'added' | 'changed'>

type JsonTreeProps = { label: string; value: unknown; marks?: JsonMarks; /** How many levels are open at first. */ open?: number; className?: string }

/** A value of JSON, which opens as far as one looks. */
export function JsonTree({ label, value, marks, open = 2, className }: JsonTreeProps) {
  return (
    <div role="group" aria-label={label} className={classNames('overflow-x-auto font-mono text-xs leading-relaxed', className)}>
      <Value name={null} value={value} path="" marks={marks} open={open} />
    </div>
  )
}

/** So many members are shown at first; the rest when they are asked for. */
const MEMBERS_SHOWN = 100

type ValueProps = { name: string | null; value: unknown; path: string; marks?: JsonMarks; open: number }

function Value({ name, value, path, marks, open }: ValueProps) {
  const t = useTexts()
  const [isOpen, setOpen] = useState(open > 0)
  const [shown, setShown] = useState(MEMBERS_SHOWN)
  const members = membersOf(value)
  const mark = marks?.get(path)
  const label = name === null ? null : <span className="text-river">{name}: </span>
  const look = classNames('rounded-xs', mark === 'added' && 'bg-leaf-wash', mark === 'changed' && 'bg-sun-wash')
  const told = mark ? <span className="sr-only"> ({mark === 'added' ? t('json-added') : t('json-changed')})</span> : null
  if (members === null || members.length === 0) {
    return <div className={classNames('pl-4 break-words whitespace-pre-wrap', look)}>{label}<Scalar value={value} />{told}</div>
  }
  const [begin, end] = Array.isArray(value) ? '[]' : '{}'
  return (
    <div className={look}>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} className="flex min-h-6 w-full items-center rounded-xs text-left hover:bg-ink/5">
        <ChevronRight aria-hidden size={13} className={classNames('mr-[3px] shrink-0 text-soft transition-transform', isOpen && 'rotate-90')} />
        <span className="min-w-0 truncate">{label}{begin}{isOpen ? '' : <span className="text-soft">{`${members.length}`}{end}</span>}{told}</span>
      </button>
      {isOpen ? (
        <div className="ml-1.5 border-l border-line pl-1.5">
          {members.slice(0, shown).map(([key, member]) => (
            <Value key={key} name={key} value={member} path={Array.isArray(value) ? `${path}[${key}]` : `${path}/${key}`} marks={marks} open={open - 1} />
          ))}
          {members.length > shown ? (
            <button type="button" onClick={() => setShown(shown + MEMBERS_SHOWN)} className="pl-4 font-sans font-semibold text-river underline-offset-2 hover:underline">
              {t('json-more', { n: members.length - shown })}
            </button>
          ) : null}
        </div>
      ) : null}
      {isOpen ? <div className="pl-4">{end}</div> : null}
    </div>
  )
}

function membersOf(value: unknown): [string, unknown][] | null {
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item])
  return isRecord(value) ? Object.entries(value) : null
}

function Scalar({ value }: { value: unknown }) {
  const text = JSON.stringify(value) ?? 'undefined'
  return <span className={typeof value === 'string' ? 'text-leaf' : Array.isArray(value) || isRecord(value) ? 'text-soft' : 'text-clay'}>{text}</span>
}
