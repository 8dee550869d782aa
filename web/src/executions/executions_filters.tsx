import { useQuery } from '@tanstack/react-query'
import { ArrowDownUp, Search } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'

import { formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { toneText } from '../ui/badge.tsx'
import { classNames } from '../ui/class_names.ts'
import { Select, TextField } from '../ui/field.tsx'
import { countsQuery } from '../api/console_queries.ts'
import { executionStatuses, type ExecutionStatus } from '../api/execution.ts'
import type { Filters } from './filters.ts'
import { machinesQuery } from '../api/state_machines.ts'
import type { SearchParams } from './search_params.ts'
import { statusTones, statusWords } from '../history/status_badge.tsx'

/** A search begins so long after the last key. */
const TYPING_MS = 250

type FiltersBarProps = { filters: Filters; onChange: (patch: SearchParams) => void }

export function FiltersBar({ filters, onChange }: FiltersBarProps) {
  const t = useTexts()
  const machines = useQuery(machinesQuery)
  return (
    <div className="grid gap-3 pb-4">
      <div className="flex flex-wrap gap-2">
        <SearchField q={filters.q} onSearch={(q) => onChange({ q })} />
        <Select hiddenLabel label={t('executions-filter-machine')} value={filters.machine} onChange={(event) => onChange({ machine: event.target.value })} className="min-w-40 flex-1 sm:flex-none">
          <option value="">{t('executions-filter-machine-any')}</option>
          {machines.data?.map((machine) => <option key={machine.stateMachineArn} value={machine.name}>{machine.name}</option>)}
        </Select>
        <Select hiddenLabel label={t('executions-filter-since')} value={filters.since} onChange={(event) => onChange({ since: event.target.value })} className="min-w-36 flex-1 sm:flex-none">
          <option value="">{t('executions-since-any')}</option>
          <option value="1h">{t('executions-since-1h')}</option>
          <option value="6h">{t('executions-since-6h')}</option>
          <option value="24h">{t('executions-since-24h')}</option>
          <option value="7d">{t('executions-since-7d')}</option>
        </Select>
        <Select hiddenLabel label={t('executions-sort')} value={filters.sort} onChange={(event) => onChange({ sort: event.target.value })} className="min-w-44 flex-1 sm:flex-none">
          <option value="newest">{t('executions-sort-newest')}</option>
          <option value="oldest">{t('executions-sort-oldest')}</option>
          <option value="longest">{t('executions-sort-longest')}</option>
        </Select>
      </div>
      <StatusChips filters={filters} onChange={onChange} />
    </div>
  )
}

function SearchField({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const t = useTexts()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(q)
  const [shown, setShown] = useState(q)
  if (q !== shown) {
    setShown(q)
    setText(q)
  }
  const search = useEffectEvent(() => {
    if (text !== q) onSearch(text)
  })
  useEffect(() => {
    const timer = setTimeout(search, TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      const target = event.composedPath()[0]
      if (event.key !== '/' || !(target instanceof HTMLElement) || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
      event.preventDefault()
      field.current?.focus()
    }
    addEventListener('keydown', slash)
    return () => removeEventListener('keydown', slash)
  }, [])
  return (
    <TextField
      ref={field}
      type="search"
      hiddenLabel
      label={t('executions-search')}
      placeholder={t('executions-search')}
      before={<Search aria-hidden size={17} />}
      value={text}
      onChange={(event) => setText(event.target.value)}
      className="min-w-60 flex-[2_1_20rem]"
    />
  )
}

function StatusChips({ filters, onChange }: FiltersBarProps) {
  const t = useTexts()
  const counts = useQuery(countsQuery(filters.machine)).data
  const total = counts && Object.values(counts).reduce((sum, count) => sum + count, 0)
  const toggle = (status: ExecutionStatus) => {
    const statuses = filters.statuses.includes(status) ? filters.statuses.filter((one) => one !== status) : [...filters.statuses, status]
    onChange({ status: statuses.join(',') })
  }
  const oldestRunning = filters.sort === 'oldest' && filters.statuses.join() === 'RUNNING'
  return (
    <div role="group" aria-label={t('executions-filter-status')} className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-1 sm:mx-0 sm:flex-wrap sm:overflow-visible sm:px-0">
      <Chip isOn={filters.statuses.length === 0} onClick={() => onChange({ status: '' })} label={t('executions-all')} count={total} />
      {executionStatuses
        .filter((status) => status !== 'PENDING_REDRIVE' || (counts?.PENDING_REDRIVE ?? 0) > 0 || filters.statuses.includes(status))
        .map((status) => (
          <Chip
            key={status}
            isOn={filters.statuses.includes(status)}
            onClick={() => toggle(status)}
            label={statusWords(status, t)}
            count={counts?.[status]}
            countClass={(counts?.[status] ?? 0) > 0 ? toneText[statusTones[status]] : 'text-soft'}
          />
        ))}
      <Chip
        isOn={oldestRunning}
        icon={<ArrowDownUp aria-hidden size={14} />}
        onClick={() => onChange(oldestRunning ? { status: '', sort: '' } : { status: 'RUNNING', sort: 'oldest' })}
        label={t('executions-oldest-running')}
      />
    </div>
  )
}

type ChipProps = { isOn: boolean; onClick: () => void; label: string; count?: number; countClass?: string; icon?: React.ReactNode }

function Chip({ isOn, onClick, label, count, countClass = 'text-soft', icon }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className={classNames(
        'inline-flex min-h-8 items-center gap-2 rounded-full border px-3 text-sm font-semibold whitespace-nowrap transition-colors',
        isOn ? 'border-ink bg-ink text-paper' : 'border-line bg-card text-ink hover:border-edge',
      )}
    >
      {icon}
      {label}
      {count === undefined ? null : <span className={classNames('tabular text-xs', isOn ? 'opacity-80' : countClass)}>{formatNumber(count)}</span>}
    </button>
  )
}
