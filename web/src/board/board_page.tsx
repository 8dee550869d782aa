import { useQueryClient } from '@tanstack/react-query'
import { BellRing, ChefHat, CookingPot, Hand, type LucideIcon, OctagonX, PackageCheck, Store, Truck, WifiOff } from 'lucide-react'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useState } from 'react'

import { useNow } from '../format/clock.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Segments } from '../ui/field.tsx'
import { Empty, Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { AssignDialog } from './assign_dialog.tsx'
import { BoardHeader } from './board_header.tsx'
import { ChangeCard } from './change_card.tsx'
import { CouriersDrawer } from './couriers_drawer.tsx'
import { urgencyOf } from './deadline.ts'
import { OrderCard, type OrderActions } from './order_card.tsx'
import { OrderDrawer } from './order_drawer.tsx'
import { type Column, columns, usePlace } from './place.ts'
import { RefusalDialog } from './refusal_dialog.tsx'
import { SettingsDrawer } from './settings_drawer.tsx'
import { handleKey } from './shortcuts.ts'
import { ShortcutsDialog } from './shortcuts_dialog.tsx'
import { type Board, type BoardOrder, byStage } from './stage.ts'
import { StockDrawer } from './stock_drawer.tsx'
import { forgetStopped, useBoard } from './use_board.ts'
import { useSound } from './use_sound.ts'
import { useSteps } from './use_steps.ts'
import { WithCustomer } from './with_customer.tsx'

/** The store's orders, for a screen in its kitchen. */
export default function BoardPage() {
  const t = useTexts()
  const { board, error, stream, retry } = useBoard()
  if (board) return <Orders board={board} isLost={stream === 'waiting'} />
  return (
    <main className="mx-auto max-w-2xl p-6">
      {error ? (
        <Failure error={error} onRetry={retry} />
      ) : (
        <Loading>
          <div className="grid grid-cols-2 gap-4 pt-10">
            {['a', 'b', 'c', 'd'].map((one) => (
              <Skeleton key={one} className="h-48" />
            ))}
          </div>
          <p className="pt-4 text-center text-soft">{t('loading')}</p>
        </Loading>
      )}
    </main>
  )
}

/** More orders than this in a column, and each takes less room. */
const ROOMY_MOST = 3

const icons: Record<Column, LucideIcon> = { new: BellRing, waiting: Hand, making: CookingPot, ready: PackageCheck, road: Truck }

function Orders({ board, isLost }: { board: Board; isLost: boolean }) {
  const t = useTexts()
  const client = useQueryClient()
  const now = useNow()
  const steps = useSteps()
  const { place, go } = usePlace()
  const [asked, setAsked] = useState<{ what: 'refuse' | 'assign'; order: string } | null>(null)
  const stages = byStage(Object.values(board.orders).map(steps.shown))
  const changes = useMemo(() => Object.values(board.orders).filter((order) => order.change && !order.closing), [board])
  const asking = useMemo(
    () => [
      ...byStage(Object.values(board.orders)).new.map((order) => asks(order.id, order.placed_at, order.waits_until, now)),
      ...changes.map((order) => asks(`${order.id} change`, order.updated_at, order.change?.until, now)),
    ],
    [board, changes, now],
  )
  const sound = useSound(asking, now)
  useTitle(asking.length > 0 ? t('board-title-new', { n: asking.length }) : t('board-title'))
  useShortcuts({
    onHelp: () => go({ panel: 'shortcuts' }),
    onSound: () => sound.setOn(sound.state === 'off'),
    onStock: () => go({ panel: 'stock' }),
    onCouriers: () => go({ panel: 'couriers' }),
  })
  const actions: OrderActions = {
    open: (order) => go({ order }),
    refuse: (order) => setAsked({ what: 'refuse', order }),
    assign: (order) => setAsked({ what: 'assign', order }),
  }
  const titles: Record<Column, string> = { new: t('board-new'), waiting: t('board-waiting'), making: t('board-making'), ready: t('board-made'), road: t('board-road') }
  const counts: Record<Column, number> = { new: asking.length, waiting: stages.waiting.length, making: stages.making.length, ready: stages.ready.length, road: stages.road.length }
  const isEmpty = columns.every((column) => counts[column] === 0) && stages.customer.length === 0
  const stopped = board.stopped.flatMap((id) => board.orders[id] ?? [])
  const askedOrder = asked ? board.orders[asked.order] : undefined
  const closePanel = () => go({ panel: null })
  return (
    <div className="flex min-h-dvh flex-col lg:h-dvh">
      <BoardHeader sound={sound.state} onSound={sound.setOn} onPanel={(panel) => go({ panel })} />
      <p className="sr-only" role="status">{asking.length > 0 ? t('board-asking', { n: asking.length }) : ''}</p>
      {isLost ? (
        <Note tone="bad" icon={<WifiOff size={18} />} className="mx-4 mt-3">
          {t('board-lost')}
        </Note>
      ) : null}
      {stopped.map((order) => (
        <Stopped key={order.id} order={order} onSeen={() => forgetStopped(client, order.id)} />
      ))}
      <nav aria-label={t('board-columns')} className="px-4 pt-3 md:hidden">
        <Segments
          label={t('board-columns')}
          value={place.column}
          onChange={(column) => go({ column })}
          choices={columns.map((column) => ({ value: column, label: `${titles[column]} ${counts[column] || ''}` }))}
          className="w-full"
        />
      </nav>
      <main className="grid min-h-0 flex-1 content-start gap-4 p-4 md:grid-cols-2 lg:grid-cols-4 lg:grid-rows-[auto_minmax(0,1fr)] xl:grid-cols-[minmax(17rem,1.2fr)_repeat(4,minmax(0,1fr))] xl:grid-rows-[minmax(0,1fr)]">
        {isEmpty ? (
          <div className="col-span-full self-center">
            <Empty icon={<Store size={28} />} title={t('board-empty')}>
              {t('board-empty-detail')}
            </Empty>
          </div>
        ) : (
          columns.map((column) => (
            <Lane key={column} column={column} title={titles[column]} count={counts[column]} isShown={place.column === column} isCalling={column === 'new' && asking.length > 0}>
              {column === 'new' ? (
                <>
                  {changes.map((order) => (order.change ? <ChangeCard key={`${order.id} change`} order={order} change={order.change} onOpen={() => actions.open(order.id)} /> : null))}
                  {stages.new.map((order) => (
                    <OrderCard key={order.id} order={order} now={now} steps={steps} actions={actions} isTight={counts[column] > ROOMY_MOST} />
                  ))}
                  <WithCustomer orders={stages.customer} onOpen={actions.open} />
                </>
              ) : (
                stages[column].map((order) => <OrderCard key={order.id} order={order} now={now} steps={steps} actions={actions} isTight={counts[column] > ROOMY_MOST} />)
              )}
            </Lane>
          ))
        )}
      </main>
      {place.order ? <OrderDrawer key={place.order} id={place.order} onClose={() => go({ order: null })} /> : null}
      {place.panel === 'stock' ? <StockDrawer onClose={closePanel} /> : null}
      {place.panel === 'couriers' ? <CouriersDrawer board={board} onClose={closePanel} /> : null}
      {place.panel === 'settings' ? <SettingsDrawer sound={sound.state} onSound={sound.setOn} onClose={closePanel} /> : null}
      {place.panel === 'shortcuts' ? <ShortcutsDialog onClose={closePanel} /> : null}
      {asked?.what === 'refuse' && askedOrder ? <RefusalDialog order={askedOrder} onClose={() => setAsked(null)} /> : null}
      {asked?.what === 'assign' && askedOrder ? <AssignDialog order={askedOrder} onClose={() => setAsked(null)} /> : null}
    </div>
  )
}

const asks = (id: string, since: string, until: string | null | undefined, now: number) =>
  ({ id, urgency: until ? urgencyOf({ since: Date.parse(since), until: Date.parse(until), now }) : 'calm' }) as const

type LaneProps = { column: Column; title: string; count: number; isShown: boolean; isCalling: boolean; children: ReactNode }

function Lane({ column, title, count, isShown, isCalling, children }: LaneProps) {
  const t = useTexts()
  const Icon = icons[column]
  const isNew = column === 'new'
  return (
    <section
      data-column={column}
      aria-label={title}
      className={classNames('min-h-0 min-w-0 flex-col gap-3 md:flex', isShown ? 'flex' : 'hidden', isNew && 'md:col-span-full lg:max-h-[50dvh] xl:col-span-1 xl:max-h-none')}
    >
      <h2 className={classNames('flex items-center gap-2.5 rounded-md px-3.5 py-2 text-lg', isCalling ? 'bg-clay text-on-clay' : 'bg-sunken')}>
        <Icon aria-hidden size={19} className={classNames(isCalling && 'animate-pulse-soft')} />
        <span className="min-w-0 flex-1 truncate">{title}</span>
        <span className="tabular text-xl">{count}</span>
      </h2>
      <div
        className={classNames(
          // A little room on each side, so that what has the focus is seen to have it.
          '-m-1 grid min-h-0 grid-cols-[minmax(0,1fr)] content-start gap-3 p-1 lg:overflow-y-auto',
          isNew && 'md:grid-cols-[repeat(auto-fill,minmax(16rem,1fr))] xl:grid-cols-[minmax(0,1fr)]',
        )}
      >
        {children}
        {count === 0 && !isNew ? <p className="rounded-lg border-2 border-dashed border-line py-6 text-center text-soft">{t('board-column-empty')}</p> : null}
      </div>
    </section>
  )
}

/** An order that somebody else called off while the kitchen was at it. */
function Stopped({ order, onSeen }: { order: BoardOrder; onSeen: () => void }) {
  const t = useTexts()
  return (
    <div role="alert" className="mx-4 mt-3 flex flex-wrap items-center gap-3 rounded-lg bg-chili px-4 py-3 text-on-chili">
      <OctagonX aria-hidden size={24} className="shrink-0" />
      <p className="min-w-0 flex-1 text-lg font-semibold">{t('board-stopped', { number: order.number, why: order.closing?.text ?? '' })}</p>
      <Button icon={<ChefHat aria-hidden size={18} />} onClick={onSeen}>{t('board-stopped-seen')}</Button>
    </div>
  )
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = title
  }, [title])
}

function useShortcuts(keys: Parameters<typeof handleKey>[1]): void {
  const handle = useEffectEvent((event: KeyboardEvent) => handleKey(event, keys))
  useEffect(() => {
    const listen = (event: KeyboardEvent) => handle(event)
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}
