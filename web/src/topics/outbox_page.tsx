import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronRight, Inbox, Search } from 'lucide-react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { useStore } from '../api/store.ts'
import { formatMoment } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button, ButtonLink, IconButton } from '../ui/button.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { Bubble, ChannelIcon, Handset } from '../ui/handset.tsx'
import { PageHeader } from '../ui/page.tsx'
import { Empty, Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { channels, type Filter, filterOf, fits, type Message, searchOf, states } from './outbox_filter.ts'

const PAGE = 100
const LOOK_EVERY_MS = 5_000

const tones: Record<Schema['MessageStateView'], Tone> = { SENT: 'good', SENDING: 'active', HELD: 'warning', NOT_SENT: 'neutral', FAILED: 'bad' }

/** One of an order's messages on one channel: a message has an identifier among those of its order. */
const keyOf = (message: Message) => `${message.order ?? ''} ${message.id} ${message.channel}`

/** Every message of the store: what it says, whom it reached, and why not. */
export default function OutboxPage() {
  const t = useTexts()
  const search = useSearch({ from: '/console/outbox' })
  const navigate = useNavigate()
  const filter = filterOf(search)
  const go = (to: Partial<Filter>, message?: string) =>
    void navigate({ to: '/console/outbox', search: { ...searchOf({ ...filter, ...to }), ...(message ? { message } : {}) }, replace: to.q !== undefined })
  const query = useInfiniteQuery({
    queryKey: ['outbox'],
    queryFn: ({ pageParam }) => answerOf(api.GET('/api/board/outbox', { params: { query: { limit: PAGE, cursor: pageParam ?? undefined } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    refetchInterval: LOOK_EVERY_MS,
  })
  const all = query.data?.pages.flatMap(({ items }) => items)
  const found = all?.filter((message) => fits(message, filter))
  const shown = search.message ? all?.find((message) => keyOf(message) === search.message) : undefined
  const channelWords = useChannelWords()
  const stateWords = useStateWords()
  return (
    <>
      <PageHeader title={t('outbox-title')} detail={t('outbox-detail')} />
      <div className="grid gap-3 pb-4 sm:grid-cols-[minmax(0,1fr)_12rem_12rem]">
        <TextField label={t('search')} hiddenLabel type="search" placeholder={t('outbox-search')} before={<Search size={17} />} value={filter.q} onChange={(event) => go({ q: event.target.value })} />
        <Select label={t('outbox-channel')} hiddenLabel value={filter.channel ?? ''} onChange={(event) => go({ channel: channels.find((one) => one === event.target.value) ?? null })}>
          <option value="">{t('outbox-every-channel')}</option>
          {channels.map((channel) => (
            <option key={channel} value={channel}>{channelWords[channel]}</option>
          ))}
        </Select>
        <Select label={t('outbox-state')} hiddenLabel value={filter.state ?? ''} onChange={(event) => go({ state: states.find((one) => one === event.target.value) ?? null })}>
          <option value="">{t('outbox-every-state')}</option>
          {states.map((state) => (
            <option key={state} value={state}>{stateWords[state]}</option>
          ))}
        </Select>
      </div>
      {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} className="mb-4" /> : null}
      {query.isPending ? (
        <Loading>
          <Skeleton className="h-96" />
        </Loading>
      ) : null}
      {found ? (
        <Card>
          {found.length === 0 ? (
            <Empty icon={<Inbox size={28} />} title={all?.length === 0 ? t('outbox-none') : t('outbox-none-found')}>
              {all?.length === 0 ? t('outbox-none-detail') : t('outbox-none-found-detail')}
            </Empty>
          ) : (
            <Messages messages={found} onOpen={(message) => go({}, keyOf(message))} />
          )}
          {query.hasNextPage ? (
            <div className="flex items-center justify-center gap-4 p-4">
              <span className="text-sm text-soft">{t('outbox-looked-at', { n: all?.length ?? 0 })}</span>
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('outbox-older')}</Button>
            </div>
          ) : null}
        </Card>
      ) : null}
      {shown ? <MessageDrawer message={shown} onClose={() => go({})} /> : null}
    </>
  )
}

function useChannelWords(): Record<Schema['ChannelView'], string> {
  const t = useTexts()
  return { whatsapp: t('outbox-whatsapp'), sms: t('outbox-sms'), email: t('outbox-email') }
}

function useStateWords(): Record<Schema['MessageStateView'], string> {
  const t = useTexts()
  return { SENT: t('outbox-sent'), SENDING: t('outbox-sending'), HELD: t('outbox-held'), NOT_SENT: t('outbox-not-sent'), FAILED: t('outbox-failed') }
}

function Messages({ messages, onOpen }: { messages: readonly Message[]; onOpen: (message: Message) => void }) {
  const t = useTexts()
  const zone = useStore().data?.time_zone ?? undefined
  const channelWords = useChannelWords()
  const stateWords = useStateWords()
  return (
    <Table label={t('outbox-title')}>
      <thead>
        <tr>
          <Th>{t('outbox-at')}</Th>
          <Th>{t('outbox-to')}</Th>
          <Th>{t('outbox-about')}</Th>
          <Th>{t('outbox-state')}</Th>
          <Th>
            <span className="sr-only">{t('outbox-open')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <tr key={keyOf(message)} onClick={() => onOpen(message)} className="cursor-pointer hover:bg-ink/4">
            <Td className="tabular whitespace-nowrap text-soft">{formatMoment(message.at, zone)}</Td>
            <Td className="whitespace-nowrap">
              <span className="flex items-center gap-2">
                <ChannelIcon channel={message.channel} />
                <span className="sr-only">{channelWords[message.channel]}</span>
                {message.to ?? '–'}
              </span>
            </Td>
            <Td className="w-full max-w-0 min-w-56">
              <p className="font-medium first-letter:uppercase">{message.about}</p>
              <p className="truncate text-soft">{message.why ?? message.subject ?? message.text}</p>
            </Td>
            <Td>
              <Badge tone={tones[message.state]}>{stateWords[message.state]}</Badge>
            </Td>
            <Td className="py-1 pr-2 pl-0">
              <IconButton
                label={t('outbox-open-message', { about: message.about })}
                size="small"
                onClick={(event) => {
                  event.stopPropagation()
                  onOpen(message)
                }}
              >
                <ChevronRight aria-hidden size={17} />
              </IconButton>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function MessageDrawer({ message, onClose }: { message: Message; onClose: () => void }) {
  const t = useTexts()
  const zone = useStore().data?.time_zone ?? undefined
  const channelWords = useChannelWords()
  const stateWords = useStateWords()
  return (
    <Dialog title={<span className="inline-block first-letter:uppercase">{message.about}</span>} shape="drawer" size="medium" onClose={onClose}>
      <div className="grid gap-5">
        {message.why ? <Note tone="warning">{t('outbox-why', { why: message.why })}</Note> : null}
        <Facts
          facts={[
            [t('outbox-state'), <Badge key="state" tone={tones[message.state]}>{stateWords[message.state]}</Badge>],
            [t('outbox-channel'), channelWords[message.channel]],
            [t('outbox-to'), message.to ?? '–'],
            [t('outbox-at'), formatMoment(message.at, zone)],
            ...(message.until ? [[t('outbox-until'), formatMoment(message.until, zone)] as const] : []),
            [t('outbox-kind'), <code key="kind" className="font-mono text-xs">{message.kind}</code>],
          ]}
        />
        {message.order ? <ButtonLink href={paths.board(message.order)} className="justify-self-start">{t('outbox-order')}</ButtonLink> : null}
        {message.text ? (
          <Handset title={channelWords[message.channel]} detail={message.to} className="h-[26rem] justify-self-center">
            <Bubble channel={message.channel} subject={message.subject} text={message.text} note={formatMoment(message.at, zone)} isPale={message.state !== 'SENT'} />
          </Handset>
        ) : (
          <p className="text-soft">{t('outbox-no-text')}</p>
        )}
      </div>
    </Dialog>
  )
}
