import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure, Loading } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { restock, type Stock, stock } from './stock.ts'

/** What is on a shelf that is filled again, until somebody counts. */
const FULL = 20
const MOST = 1_000_000

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** What can be ordered still: sold out by one touch, and back. */
export function StockDrawer({ onClose }: { onClose: () => void }) {
  const t = useTexts()
  const query = useQuery(stock)
  const [wanted, setWanted] = useState('')
  const found = query.data?.filter(({ name }) => plain(name).includes(plain(wanted)))
  return (
    <Dialog title={t('board-stock')} shape="drawer" size="medium" onClose={onClose}>
      <div className="grid gap-4">
        <TextField label={t('search')} hiddenLabel type="search" placeholder={t('board-stock-search')} before={<Search size={17} />} value={wanted} onChange={(event) => setWanted(event.target.value)} />
        {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.isPending ? <Loading /> : null}
        <ul className="grid gap-2">{found?.map((one) => <Row key={one.item} stock={one} />)}</ul>
        {found?.length === 0 ? <p className="text-soft">{t('board-stock-none')}</p> : null}
      </div>
    </Dialog>
  )
}

function Row({ stock: { item, name, available, kept } }: { stock: Stock }) {
  const t = useTexts()
  const client = useQueryClient()
  const toasts = useToasts()
  const [typed, setTyped] = useState<string | null>(null)
  const settling = useMutation({
    mutationFn: (count: number) => restock(client, item, count),
    onSuccess: () => setTyped(null),
    onError: toasts.failed,
  })
  const count = typed === null ? available : /^\d{1,7}$/.test(typed) ? Math.min(Number(typed), MOST) : null
  const isSoldOut = available === 0
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-3 gap-y-2 rounded-md border border-line px-4 py-2.5">
      <div className="min-w-0">
        <p className="font-semibold">{name}</p>
        <p className="text-sm text-soft">{isSoldOut ? <Badge tone="bad">{t('board-sold-out')}</Badge> : t('board-stock-count', { n: available, kept })}</p>
      </div>
      <form
        className="flex items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (count !== null) settling.mutate(count)
        }}
      >
        <TextField
          label={t('board-stock-how-many', { name })}
          hiddenLabel
          inputMode="numeric"
          value={typed ?? String(available)}
          onChange={(event) => setTyped(event.target.value)}
          className="w-20"
        />
        {typed !== null && count !== available ? (
          <Button type="submit" kind="primary" disabled={count === null} busy={settling.isPending}>{t('save')}</Button>
        ) : isSoldOut ? (
          <Button busy={settling.isPending} onClick={() => settling.mutate(FULL)}>{t('board-stock-back')}</Button>
        ) : (
          <Button className="text-chili" busy={settling.isPending} onClick={() => settling.mutate(0)}>{t('board-stock-gone')}</Button>
        )}
      </form>
    </li>
  )
}
