import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, Bot, CheckCheck, Hand, MessageSquareOff, SendHorizontal } from 'lucide-react'
import type { KeyboardEvent, ReactNode, SubmitEvent } from 'react'
import { useLayoutEffect, useRef, useState } from 'react'

import { isConversation, isEntry } from '../api/conversation.ts'
import { useStream } from '../api/live.ts'
import { isProblem } from '../api/problem.ts'
import { useStore } from '../api/store.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { TextArea } from '../ui/field.tsx'
import { Empty, Failure, Note, Skeleton } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { addresses, close, deskQuery, handBack, type Packet, packetQuery, reply, take, withEntry } from './desk.ts'
import { PacketFacts } from './packet_facts.tsx'
import { quickReplies } from './quick_replies.ts'
import { Said } from './said.tsx'

const REPLY_CHARS_MAX = 2_000

/** A conversation that a person is wanted in: what was said, what is known, and the answer. */
export function ConversationView({ conversation }: { conversation: string }) {
  const t = useTexts()
  const queries = useQueryClient()
  const packet = useQuery(packetQuery(conversation))
  const { queryKey } = packetQuery(conversation)
  const isGone = isProblem(packet.error, 'not_found')
  useStream(isGone ? null : addresses.conversation(conversation), {
    entry: (entry) => isEntry(entry) && queries.setQueryData<Packet>(queryKey, (known) => known && withEntry(known, entry)),
    conversation: (told) => {
      if (isConversation(told) && told.state !== packet.data?.state) void queries.invalidateQueries({ queryKey })
    },
  })
  if (isGone) return <Elsewhere />
  if (packet.isError) return <Failure error={packet.error} onRetry={() => void packet.refetch()} />
  if (!packet.data) return <Skeleton className="h-96" />
  return <Open packet={packet.data} said={t('conversations-said', { name: packet.data.customer })} />
}

function Elsewhere() {
  const t = useTexts()
  return (
    <div className="grid min-h-96 place-content-center rounded-lg border border-dashed border-line">
      <Empty
        icon={<MessageSquareOff size={26} />}
        title={t('conversations-elsewhere')}
        action={<Link to={paths.conversations()} className={buttonClass()}>{t('conversations-to-queue')}</Link>}
      >
        {t('conversations-elsewhere-detail')}
      </Empty>
    </div>
  )
}

function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="rounded-xs border border-current/30 px-1 font-mono text-2xs opacity-70 max-sm:hidden">{children}</kbd>
}

function Open({ packet, said }: { packet: Packet; said: string }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const zone = useStore().data?.time_zone ?? undefined
  const field = useRef<HTMLTextAreaElement>(null)
  const { id, state } = packet
  const isOurs = state === 'human'

  const taking = useMutation({
    mutationFn: () => take(id),
    onSuccess: (taken) => {
      queries.setQueryData(packetQuery(id).queryKey, taken)
      void queries.invalidateQueries({ queryKey: deskQuery.queryKey, exact: true })
      requestAnimationFrame(() => field.current?.focus())
    },
  })
  const leaving = useMutation({
    mutationFn: (how: 'hand-back' | 'close') => (how === 'close' ? close(id) : handBack(id)),
    onSuccess: (_, how) => {
      toasts.done(how === 'close' ? t('conversations-closed') : t('conversations-handed-back'))
      void queries.invalidateQueries({ queryKey: deskQuery.queryKey, exact: true })
      void navigate({ to: paths.conversations() })
    },
  })
  // Single keys count only within this conversation, and not while something is written.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select')) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const actions: Record<string, (() => void) | undefined> = {
      a: isOurs ? undefined : () => taking.mutate(),
      r: isOurs ? () => field.current?.focus() : undefined,
      d: isOurs ? () => leaving.mutate('hand-back') : undefined,
      e: isOurs ? () => leaving.mutate('close') : undefined,
    }
    const act = actions[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    act()
  }
  const error = taking.error ?? leaving.error
  return (
    <div onKeyDown={onKeyDown} className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_18rem] 2xl:grid-cols-[minmax(0,1fr)_22rem]">
      <section aria-label={said} tabIndex={-1} className="flex min-w-0 flex-col rounded-lg border border-line bg-card shadow-low lg:h-[calc(100dvh-17rem)] lg:min-h-120">
        <header className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-3">
          <Link to={paths.conversations()} aria-label={t('conversations-to-queue')} className={classNames(buttonClass('quiet', 'small'), 'lg:hidden')}>
            <ArrowLeft aria-hidden size={17} />
          </Link>
          <h2 className="min-w-0 flex-1 truncate text-lg">{packet.customer}</h2>
          {isOurs ? (
            <>
              <Badge tone="active">{t('conversations-with', { name: packet.by ?? '' })}</Badge>
              <Button size="small" icon={<Bot aria-hidden size={15} />} busy={leaving.isPending && leaving.variables === 'hand-back'} disabled={leaving.isPending} onClick={() => leaving.mutate('hand-back')} aria-keyshortcuts="d">
                {t('conversations-hand-back')} <Kbd>D</Kbd>
              </Button>
              <Button size="small" icon={<CheckCheck aria-hidden size={15} />} busy={leaving.isPending && leaving.variables === 'close'} disabled={leaving.isPending} onClick={() => leaving.mutate('close')} aria-keyshortcuts="e">
                {t('conversations-close')} <Kbd>E</Kbd>
              </Button>
            </>
          ) : (
            <Badge tone="warning" live>{t('conversations-queued')}</Badge>
          )}
        </header>
        <Log packet={packet} zone={zone} />
        {error ? <div className="px-4 pb-3"><Failure error={error} /></div> : null}
        {isOurs ? (
          <Reply packet={packet} zone={zone} field={field} />
        ) : (
          <div className="border-t border-line p-4">
            <Button kind="primary" size="large" className="w-full" icon={<Hand aria-hidden size={19} />} busy={taking.isPending} onClick={() => taking.mutate()} aria-keyshortcuts="a" autoFocus>
              {t('conversations-take')} <Kbd>A</Kbd>
            </Button>
          </div>
        )}
      </section>
      <PacketFacts packet={packet} zone={zone} />
    </div>
  )
}

/** What was said, its end in view. */
function Log({ packet, zone }: { packet: Packet; zone: string | undefined }) {
  const t = useTexts()
  const log = useRef<HTMLDivElement>(null)
  const last = packet.entries.at(-1)?.number
  useLayoutEffect(() => {
    void log.current?.scrollTo({ top: log.current.scrollHeight })
  }, [last])
  return (
    <div ref={log} role="log" aria-label={t('conversations-log')} tabIndex={0} className="relative min-h-0 flex-1 overflow-y-auto bg-paper p-4 -outline-offset-3">
      {packet.entries.length === 0 ? (
        <p className="py-10 text-center text-sm text-soft">{t('conversations-nothing-said')}</p>
      ) : (
        <ol className="grid gap-3">
          {packet.entries.map((entry) => (
            <Said key={entry.number} entry={entry} customer={packet.customer} zone={zone} />
          ))}
        </ol>
      )}
    </div>
  )
}

type ReplyProps = { packet: Packet; zone: string | undefined; field: React.RefObject<HTMLTextAreaElement | null> }

function Reply({ packet, zone, field }: ReplyProps) {
  const t = useTexts()
  const [text, setText] = useState('')
  const replied = useMutation({ mutationFn: () => reply(packet.id, text.trim()), onSuccess: () => setText('') })
  const canSend = text.trim() !== '' && !replied.isPending
  const send = (event?: SubmitEvent) => {
    event?.preventDefault()
    if (canSend) replied.mutate()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') event.currentTarget.closest('section')?.focus()
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const write = (words: string) => {
    setText((now) => (now.trim() === '' ? words : `${now.trimEnd()} ${words}`))
    field.current?.focus()
  }
  return (
    <form onSubmit={send} className="grid gap-2.5 border-t border-line p-4">
      {packet.facts ? (
        <ul aria-label={t('conversations-quick')} className="flex flex-wrap gap-1.5">
          {quickReplies(packet.facts, zone, t).map((words) => (
            <li key={words}>
              <button type="button" onClick={() => write(words)} className="min-h-8 rounded-full border border-line px-3 text-left text-sm transition-colors hover:border-edge">
                {words}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {packet.language === 'pt-BR' ? null : <Note className="text-sm">{t('conversations-writes-in', { language: packet.language })}</Note>}
      {replied.isError ? <Failure error={replied.error} /> : null}
      <div className="flex items-end gap-2">
        <TextArea
          ref={field}
          label={t('conversations-reply')}
          hiddenLabel
          rows={2}
          value={text}
          maxLength={REPLY_CHARS_MAX}
          placeholder={t('conversations-reply-placeholder', { name: packet.customer })}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="flex-1"
        />
        <Button type="submit" kind="primary" busy={replied.isPending} disabled={!canSend} icon={<SendHorizontal aria-hidden size={17} />}>
          {t('conversations-send')}
        </Button>
      </div>
    </form>
  )
}
