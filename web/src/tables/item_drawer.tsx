import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Pencil, Save, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { AwsError, awsJson } from '../api/aws.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { CodeEditor } from '../ui/code_editor.tsx'
import { CodeField } from '../ui/code_field.tsx'
import { ConfirmByName } from '../ui/confirm_by_name.tsx'
import { CopyButton } from '../ui/copy_button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Segments } from '../ui/field.tsx'
import { Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { cellText, foldItem, isPlain, type Item, readable, readItem } from './attribute_value.ts'
import { changedAttributes, deleteItem, isOfShop, keyOf, keysFirst, keysOf, putItem, type Table, tableQuery, updateItem } from './dynamodb.ts'

type Types = 'plain' | 'exact'
type ItemDrawerProps = {
  table: Table
  /** None is a new one. */
  item: Item | null
  /** What an index gives may be a part of the item. */
  isWhole: boolean
  onClose: () => void
}

/** One item: to read, to change, to delete. */
export function ItemDrawer({ table, item, isWhole, onClose }: ItemDrawerProps) {
  const t = useTexts()
  const key = item && keyOf(table, item)
  const whole = useQuery({
    queryKey: ['tables', table.TableName, 'item', key],
    queryFn: async () => (await awsJson<{ Item?: Item }>('dynamodb', 'GetItem', { TableName: table.TableName, Key: key, ConsistentRead: true })).Item ?? null,
    enabled: item !== null,
    staleTime: 0,
  })
  const title = key ? Object.values(key).map(cellText).join(' · ') : t('tables-new-item')
  if (item === null) return <EditItem table={table} title={title} item={null} onDone={onClose} onClose={onClose} />
  const known = whole.data ?? (isWhole ? item : null)
  const shown = known && keysFirst(table, known)
  if (shown && !whole.isError) return <ShownItem table={table} title={title} item={shown} isFresh={Boolean(whole.data)} onClose={onClose} />
  return (
    <Dialog title={title} shape="drawer" size="medium" onClose={onClose}>
      {whole.isError ? (
        <Failure error={whole.error} onRetry={() => void whole.refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-80" />
        </Loading>
      )}
    </Dialog>
  )
}

function ShownItem({ table, title, item, isFresh, onClose }: { table: Table; title: string; item: Item; isFresh: boolean; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [types, setTypes] = useState<Types>('plain')
  const [now, setNow] = useState<'shown' | 'edited' | 'deleted'>('shown')
  const { item: plain, unpacked } = readable(item)
  const text = JSON.stringify(types === 'exact' ? item : plain, null, 2)
  const deleting = useMutation({
    mutationFn: () => deleteItem(table.TableName, keyOf(table, item)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: tableQuery(table.TableName).queryKey })
      toasts.done(t('tables-deleted'))
      onClose()
    },
  })
  if (now === 'edited') return <EditItem table={table} title={title} item={item} onDone={() => setNow('shown')} onClose={onClose} />
  if (now === 'deleted') {
    return (
      <ConfirmByName
        title={t('tables-delete-item')}
        name={isOfShop(table.TableName) ? table.TableName : cellText(item[keysOf(table).partition.name])}
        action={t('tables-delete-item')}
        busy={deleting.isPending}
        error={deleting.error}
        onConfirm={() => deleting.mutate()}
        onClose={() => setNow('shown')}
      >
        <p>{t('tables-delete-why', { item: title })}</p>
        {isOfShop(table.TableName) ? <p className="pt-2 font-semibold text-chili">{t('tables-shop-write')}</p> : null}
      </ConfirmByName>
    )
  }
  return (
    <Dialog
      title={title}
      shape="drawer"
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" icon={<Trash2 aria-hidden size={16} />} disabled={!isFresh} onClick={() => setNow('deleted')}>{t('tables-delete-item')}</Button>
          <Button icon={<Pencil aria-hidden size={16} />} disabled={!isFresh} onClick={() => setNow('edited')}>{t('tables-edit')}</Button>
        </>
      }
    >
      <div className="flex h-full flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <TypesSegments value={types} onChange={setTypes} />
          <CopyButton text={text} label={t('copy')} kind="secondary" />
        </div>
        {types === 'plain' && unpacked.length > 0 ? <p className="text-sm text-soft">{t('tables-unpacked', { names: unpacked.join(', ') })}</p> : null}
        <CodeEditor label={title} value={text} language="json" className="min-h-0 flex-1" />
      </div>
    </Dialog>
  )
}

function TypesSegments({ value, onChange, isPlainOffered = true }: { value: Types; onChange: (types: Types) => void; isPlainOffered?: boolean }) {
  const t = useTexts()
  return (
    <Segments
      className="justify-self-start"
      label={t('tables-types')}
      value={value}
      onChange={onChange}
      choices={[
        { value: 'plain', label: t('tables-types-plain'), disabled: !isPlainOffered },
        { value: 'exact', label: t('tables-types-exact') },
      ]}
    />
  )
}

function EditItem({ table, title, item, onDone, onClose }: { table: Table; title: string; item: Item | null; onDone: () => void; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const first = item ?? emptyItem(table)
  const canBePlain = Object.values(first).every(isPlain)
  const [types, setTypes] = useState<Types>(canBePlain ? 'plain' : 'exact')
  const write = (of: Item, as: Types) => JSON.stringify(as === 'exact' ? of : foldItem(of), null, 2)
  const [text, setText] = useState(() => write(first, types))
  const [isConfirming, setConfirming] = useState(false)
  const { read, fault } = readOrFault(text, types)
  const moved = item && read && changedAttributes(keyOf(table, item), keyOf(table, read)).length > 0
  const isUnchanged = item !== null && read !== null && changedAttributes(item, read).length === 0
  const saving = useMutation({
    mutationFn: async (now: Item) => {
      if (item) await updateItem(table.TableName, keyOf(table, item), item, now)
      else await putItem(table.TableName, now, keysOf(table).partition.name)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: tableQuery(table.TableName).queryKey })
      toasts.done(t('tables-saved'))
      onDone()
    },
    onError: () => setConfirming(false),
  })
  const choose = (next: Types) => {
    if (read) setText(write(read, next))
    setTypes(next)
  }
  const save = () => {
    if (!read) return
    if (isOfShop(table.TableName)) setConfirming(true)
    else saving.mutate(read)
  }
  if (isConfirming && read) {
    return (
      <ConfirmByName title={t('tables-save')} name={table.TableName} action={t('tables-save')} busy={saving.isPending} error={null} onConfirm={() => saving.mutate(read)} onClose={() => setConfirming(false)}>
        <p className="font-semibold text-chili">{t('tables-shop-write')}</p>
      </ConfirmByName>
    )
  }
  const isStale = saving.error instanceof AwsError && saving.error.code === 'ConditionalCheckFailedException'
  return (
    <Dialog
      title={title}
      shape="drawer"
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={item ? onDone : onClose}>{t('cancel')}</Button>
          <Button kind="primary" disabled={read === null || moved === true || isUnchanged} busy={saving.isPending} icon={<Save aria-hidden size={16} />} onClick={save}>{t('tables-save')}</Button>
        </>
      }
    >
      <div className="grid gap-4">
        <TypesSegments value={types} onChange={choose} isPlainOffered={canBePlain && (read === null || Object.values(read).every(isPlain))} />
        {canBePlain ? null : <p className="text-sm text-soft">{t('tables-exact-why')}</p>}
        {moved ? <Note tone="warning">{t('tables-key-fixed')}</Note> : null}
        {saving.error ? <Failure error={saving.error}>{isStale ? (item ? t('tables-advice-stale') : t('tables-advice-there')) : null}</Failure> : null}
        <CodeField key={types} label={t('tables-item-json')} value={text} onChange={setText} language="json" className="h-[28rem]" error={fault && t('tables-item-fault', { fault })} />
      </div>
    </Dialog>
  )
}

function readOrFault(text: string, types: Types): { read: Item; fault: null } | { read: null; fault: string } {
  try {
    return { read: readItem(text, types), fault: null }
  } catch (error) {
    return { read: null, fault: error instanceof Error ? error.message : String(error) }
  }
}

/** A new item has at least its key. */
function emptyItem(table: Table): Item {
  const { partition, sort } = keysOf(table)
  const empty = { S: { S: '' }, N: { N: '0' }, B: { B: '' } }
  return { [partition.name]: empty[partition.type], ...(sort ? { [sort.name]: empty[sort.type] } : {}) }
}
