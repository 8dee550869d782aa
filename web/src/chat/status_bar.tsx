import { Bot, Download, Ellipsis, Headset, Hourglass, MessageSquareOff, MessageSquarePlus, Trash2, UserRound } from 'lucide-react'

import type { Conversation, ConversationState } from '../api/conversation.ts'
import type { StreamState } from '../api/live.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Menu } from '../ui/menu.tsx'

type StatusBarProps = {
  conversation: Conversation
  stream: StreamState
  transcript: string
  isAskingForPerson: boolean
  onPerson: () => void
  onRenew: () => void
  onErase: () => void
}

const looks: Record<ConversationState, { icon: typeof Bot; tone: string }> = {
  bot: { icon: Bot, tone: 'bg-clay-wash text-clay' },
  queued: { icon: Hourglass, tone: 'bg-sun-wash text-sun' },
  human: { icon: UserRound, tone: 'bg-river-wash text-river' },
  closed: { icon: MessageSquareOff, tone: 'bg-sunken text-soft' },
}

/** Who answers, in words. */
function stateWords({ state, by, before }: Conversation, t: Texts): { title: string; detail: string } {
  switch (state) {
    case 'bot':
      return { title: t('chat-assistant'), detail: t('chat-assistant-detail') }
    case 'queued':
      return { title: t('chat-queued'), detail: before ? t('chat-queued-before', { before }) : t('chat-queued-next') }
    case 'human':
      return { title: by ?? t('chat-person-of-shop'), detail: t('chat-human-detail') }
    case 'closed':
      return { title: t('chat-closed'), detail: t('chat-closed-detail') }
  }
}

/** Downloads what an address gives out as a file. */
function download(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}

/** Who answers, a person for the asking, and what can be done with the conversation. */
export function StatusBar({ conversation, stream, transcript, isAskingForPerson, onPerson, onRenew, onErase }: StatusBarProps) {
  const t = useTexts()
  const { icon: Icon, tone } = looks[conversation.state]
  const { title, detail } = stateWords(conversation, t)
  const isWaiting = stream === 'waiting'
  return (
    <div className="border-b border-line bg-card">
      <div className="mx-auto flex max-w-3xl items-center gap-3 px-4 py-2.5 @lg:px-6">
        <span aria-hidden className={classNames('grid size-10 shrink-0 place-items-center rounded-full', tone)}>
          <Icon size={20} />
        </span>
        <p role="status" className="min-w-0 flex-1 leading-tight">
          <span className="block truncate font-bold">{title}</span>
          <span className={classNames('block text-sm', isWaiting ? 'font-semibold text-sun' : 'text-soft')}>{isWaiting ? t('reconnecting') : detail}</span>
        </p>
        <Button size="small" icon={<Headset aria-hidden size={16} />} busy={isAskingForPerson} disabled={conversation.state !== 'bot'} onClick={onPerson}>
          <span className="@max-lg:sr-only">{t('chat-person')}</span>
          <span aria-hidden className="@lg:hidden">{t('chat-person-short')}</span>
        </Button>
        <Menu
          label={t('chat-more')}
          className="w-10 px-0!"
          items={[
            { label: t('chat-download'), icon: <Download aria-hidden size={16} />, onChoose: () => download(transcript) },
            { label: t('chat-renew'), icon: <MessageSquarePlus aria-hidden size={16} />, onChoose: onRenew },
            { label: t('chat-erase'), icon: <Trash2 aria-hidden size={16} />, onChoose: onErase, danger: true },
          ]}
        >
          <Ellipsis aria-hidden size={20} />
        </Menu>
      </div>
    </div>
  )
}
