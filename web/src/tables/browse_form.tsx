import { Play, Plus, X } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Segments, Select, Switch, TextField } from '../ui/field.tsx'
import { type Browse, type Fault, faultsOf, type Filter, filterOperators, type FilterOperator, filterTypes, type FilterType, isFaulty, sortOperators, type SortOperator, takesValue } from './browse.ts'
import { indexesOf, type Key, keysOf, type Table } from './dynamodb.ts'

type BrowseFormProps = { table: Table; browse: Browse; onRun: (browse: Browse) => void }

/** Asks for items by what the keys of the table are. */
export function BrowseForm({ table, browse, onRun }: BrowseFormProps) {
  const t = useTexts()
  const [draft, setDraft] = useState(browse)
  const [isTried, setTried] = useState(false)
  const change = (members: Partial<Browse>) => setDraft({ ...draft, ...members })
  const { partition, sort } = keysOf(table, draft.index)
  const faults = faultsOf(table, draft)
  const faultWords: Record<Fault, string> = { required: t('tables-fault-required'), number: t('tables-fault-number'), base64: t('tables-fault-base64'), boolean: t('tables-fault-boolean') }
  const errorOf = (fault: Fault | undefined) => (isTried && fault ? faultWords[fault] : null)
  const type: Record<Key['type'], string> = { S: t('tables-type-text'), N: t('tables-type-number'), B: t('tables-type-binary') }
  const operator: Record<SortOperator, string> = { '=': '=', '<': '<', '<=': '≤', '>': '>', '>=': '≥', between: t('tables-op-between'), begins_with: t('tables-op-begins') }
  const run = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isFaulty(faults)) onRun(draft)
  }
  const setFilter = (index: number, members: Partial<Filter>) => change({ filters: draft.filters.map((one, at) => (at === index ? { ...one, ...members } : one)) })
  const isShort = draft.mode === 'scan' && draft.filters.length === 0
  const actions = (
    <div className="flex flex-wrap gap-2">
      <Button type="submit" kind="primary" icon={<Play aria-hidden size={17} />}>{t('tables-run')}</Button>
      <Button icon={<Plus aria-hidden size={17} />} onClick={() => change({ filters: [...draft.filters, { attribute: '', operator: '=', type: 'S', value: '' }] })}>{t('tables-filter-add')}</Button>
    </div>
  )
  return (
    <form onSubmit={run} noValidate className="grid gap-4">
      <div className="flex flex-wrap items-end gap-4">
        <Segments
          label={t('tables-mode')}
          value={draft.mode}
          onChange={(mode) => change({ mode })}
          choices={[
            { value: 'scan', label: t('tables-scan') },
            { value: 'query', label: t('tables-query') },
          ]}
        />
        <Select label={t('tables-of')} value={draft.index} onChange={(event) => change({ index: event.target.value })} className="w-64">
          <option value="">{t('tables-itself')}</option>
          {indexesOf(table).map((index) => (
            <option key={index.IndexName} value={index.IndexName}>{t('tables-index-n', { name: index.IndexName })}</option>
          ))}
        </Select>
        {draft.mode === 'query' && sort ? <Switch label={t('tables-newest-first')} checked={draft.newestFirst} onChange={(event) => change({ newestFirst: event.target.checked })} className="min-h-11" /> : null}
        {isShort ? actions : null}
      </div>
      {draft.mode === 'query' ? (
        <div className="grid items-start gap-3 md:grid-cols-2">
          <TextField
            label={`${partition.name} (${type[partition.type]})`}
            error={errorOf(faults.partition)}
            inputMode={partition.type === 'N' ? 'decimal' : undefined}
            value={draft.partition}
            onChange={(event) => change({ partition: event.target.value })}
            spellCheck={false}
            autoComplete="off"
          />
          {sort ? (
            <div className="grid grid-cols-[minmax(0,9rem)_minmax(0,1fr)] items-start gap-2">
              <Select label={sort.name} value={draft.sortOperator} onChange={(event) => change({ sortOperator: sortOperators.find((one) => one === event.target.value) ?? '=' })}>
                {sortOperators
                  .filter((one) => one !== 'begins_with' || sort.type !== 'N')
                  .map((one) => (
                    <option key={one} value={one}>{operator[one]}</option>
                  ))}
              </Select>
              <div className="grid grid-flow-col gap-2">
                <TextField
                  label={t('tables-sort-value', { type: type[sort.type] })}
                  error={errorOf(faults.sort)}
                  inputMode={sort.type === 'N' ? 'decimal' : undefined}
                  value={draft.sort}
                  onChange={(event) => change({ sort: event.target.value })}
                  spellCheck={false}
                  autoComplete="off"
                />
                {draft.sortOperator === 'between' ? (
                  <TextField label={t('tables-sort-to')} error={errorOf(faults.sortTo)} value={draft.sortTo} onChange={(event) => change({ sortTo: event.target.value })} spellCheck={false} autoComplete="off" />
                ) : null}
              </div>
            </div>
          ) : null}
        </div>
      ) : null}
      {draft.filters.map((filter, index) => (
        // Filters are added at the end, and have no name of their own.
        <FilterFields
          key={index}
          filter={filter}
          error={errorOf(faults.filters[index])}
          onChange={(members) => setFilter(index, members)}
          onDrop={() => change({ filters: draft.filters.filter((_, at) => at !== index) })}
        />
      ))}
      {isShort ? null : actions}
    </form>
  )
}

type FilterFieldsProps = { filter: Filter; error: string | null; onChange: (members: Partial<Filter>) => void; onDrop: () => void }

function FilterFields({ filter, error, onChange, onDrop }: FilterFieldsProps) {
  const t = useTexts()
  const operator: Record<FilterOperator, string> = {
    '=': '=', '<>': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥',
    contains: t('tables-op-contains'), begins_with: t('tables-op-begins'), exists: t('tables-op-exists'), not_exists: t('tables-op-not-exists'),
  }
  const type: Record<FilterType, string> = { S: t('tables-type-text'), N: t('tables-type-number'), BOOL: t('tables-type-boolean') }
  return (
    <fieldset className="grid grid-cols-2 items-start gap-2 md:grid-cols-[minmax(0,2fr)_10rem_9rem_minmax(0,3fr)_auto]">
      <legend className="sr-only">{t('tables-filter')}</legend>
      <TextField hiddenLabel label={t('tables-attribute')} placeholder={t('tables-attribute')} value={filter.attribute} onChange={(event) => onChange({ attribute: event.target.value })} spellCheck={false} autoComplete="off" />
      <Select hiddenLabel label={t('tables-operator')} value={filter.operator} onChange={(event) => onChange({ operator: filterOperators.find((one) => one === event.target.value) ?? '=' })}>
        {filterOperators.map((one) => (
          <option key={one} value={one}>{operator[one]}</option>
        ))}
      </Select>
      {takesValue(filter.operator) ? (
        <>
          <Select hiddenLabel label={t('tables-value-type')} value={filter.type} onChange={(event) => onChange({ type: filterTypes.find((one) => one === event.target.value) ?? 'S' })}>
            {filterTypes.map((one) => (
              <option key={one} value={one}>{type[one]}</option>
            ))}
          </Select>
          <TextField hiddenLabel label={t('tables-value')} placeholder={t('tables-value')} error={error} value={filter.value} onChange={(event) => onChange({ value: event.target.value })} spellCheck={false} autoComplete="off" />
        </>
      ) : (
        <span className="max-md:hidden md:col-span-2" />
      )}
      <IconButton label={t('tables-filter-drop')} className="mt-0.5 max-md:col-span-2 max-md:justify-self-end" onClick={onDrop}>
        <X aria-hidden size={18} />
      </IconButton>
    </fieldset>
  )
}
