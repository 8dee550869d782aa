import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Play, TableProperties } from 'lucide-react'
import type { FormEvent, KeyboardEvent } from 'react'
import { useState } from 'react'

import { formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { CodeField } from '../ui/code_field.tsx'
import { ConfirmByName } from '../ui/confirm_by_name.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import type { Item } from './attribute_value.ts'
import { PAGE_ITEMS } from './browse.ts'
import { executeStatement, isOfShop, type Table } from './dynamodb.ts'
import { ItemDrawer } from './item_drawer.tsx'
import { ItemsTable } from './items_table.tsx'

/** Whether a statement reads only. */
export function isReading(statement: string): boolean {
  return /^\s*select\b/i.test(statement)
}

/** The table that a statement is about. */
export function tableOf(statement: string): string {
  return /\b(?:from|into|update)\s+"?([\w.-]+)"?/i.exec(statement)?.[1] ?? ''
}

type Found = { statement: string; items: Item[]; nextToken: string | undefined }

/** A statement in PartiQL, as DynamoDB has it. */
export function Statement({ table }: { table: Table }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [search, change] = useSearchMembers()
  const [text, setText] = useState(search.statement ?? `SELECT * FROM "${table.TableName}"`)
  const [found, setFound] = useState<Found | null>(null)
  const [open, setOpen] = useState<Item | null>(null)
  const [isConfirming, setConfirming] = useState(false)
  const running = useMutation({
    mutationFn: async (more: Found | null) => {
      const statement = more?.statement ?? text
      const answer = await executeStatement(statement, PAGE_ITEMS, more?.nextToken)
      return { statement, items: [...(more?.items ?? []), ...(answer.Items ?? [])], nextToken: answer.NextToken }
    },
    onSuccess: async (now) => {
      setFound(now)
      setConfirming(false)
      if (isReading(now.statement)) return change({ statement: now.statement })
      toasts.done(t('tables-statement-done'))
      await queries.invalidateQueries({ queryKey: ['tables'] })
    },
    onError: () => setConfirming(false),
  })
  const run = () => {
    if (isReading(text)) running.mutate(null)
    else setConfirming(true)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    run()
  }
  const runByKeys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || running.isPending) return
    // The editor would begin a new line.
    event.preventDefault()
    event.stopPropagation()
    run()
  }
  const about = tableOf(text) || table.TableName
  return (
    <div className="grid gap-5">
      <Panel title={t('tables-tab-statement')} detail={t('tables-statement-detail')}>
        <form onSubmit={submit} onKeyDownCapture={runByKeys} className="grid gap-4">
          <CodeField label={t('tables-statement')} value={text} onChange={setText} language="text" className="h-32" hint={t('tables-statement-hint')} />
          {running.error ? <Failure error={running.error} /> : null}
          <div>
            <Button type="submit" kind="primary" busy={running.isPending} disabled={text.trim() === ''} icon={<Play aria-hidden size={17} />}>{t('tables-run')}</Button>
          </div>
        </form>
      </Panel>
      {found && isReading(found.statement) ? (
        <Panel
          flush
          title={t('tables-tab-items')}
          detail={t('tables-items-n', { n: found.items.length })}
          actions={found.nextToken ? <Button size="small" busy={running.isPending} onClick={() => running.mutate(found)}>{t('tables-more', { n: formatNumber(PAGE_ITEMS) })}</Button> : null}
        >
          {found.items.length === 0 ? <Empty icon={<TableProperties />} title={t('tables-nothing-found')} /> : <ItemsTable table={table} index="" items={found.items} onOpen={setOpen} />}
        </Panel>
      ) : null}
      {open ? <ItemDrawer table={table} item={open} isWhole={false} onClose={() => setOpen(null)} /> : null}
      {isConfirming ? (
        <ConfirmByName title={t('tables-statement-write')} name={about} action={t('tables-run')} busy={running.isPending} error={null} onConfirm={() => running.mutate(null)} onClose={() => setConfirming(false)}>
          <p>{t('tables-statement-write-why')}</p>
          {isOfShop(about) ? <p className="pt-2 font-semibold text-chili">{t('tables-shop-write')}</p> : null}
        </ConfirmByName>
      ) : null}
    </div>
  )
}
