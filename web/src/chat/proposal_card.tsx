import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CircleX, Clock, Hourglass, MapPin, MessageSquareText, Replace, Store, Undo2, XCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { useState } from 'react'

import type { Change, ProposalPiece } from '../api/conversation.ts'
import { isProblem } from '../api/problem.ts'
import { useNow } from '../format/clock.ts'
import { formatCountdown, formatMoney } from '../format/format.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import { Failure, Note } from '../ui/states.tsx'
import { useChat } from './chat_context.ts'
import { civilIn, formatCivilSpan, minutesBetween } from './civil.ts'
import { CodeForm } from './code_form.tsx'
import { useOrderBehind } from './order_behind.ts'
import { answerProposal } from './requests.ts'
import { type KnownProposal, newestProposal } from './thread.ts'

/** From here on somebody should hurry. */
const LAST_MS = 60_000
/** Estimates that differ by less are the same one. */
const SAME_MINUTES = 2
/** How long a proposal holds: what the bar is full at. */
const PROPOSAL_MS = 300_000

const icons = { cancel: CircleX, address: MapPin, instructions: MessageSquareText, substitute: Replace }

function titleOf(change: Change, t: Texts): string {
  const titles = {
    cancel: t('chat-change-cancel', { order: change.order }),
    address: t('chat-change-address', { order: change.order }),
    instructions: t('chat-change-instructions', { order: change.order }),
    substitute: t('chat-change-substitute', { order: change.order }),
  }
  return titles[change.kind]
}

type Outcome = { tone: 'good' | 'info' | 'bad' | 'neutral'; icon: ReactNode; words: string }

/** What became of a proposal; nothing while it waits for its click. */
function outcomeOf(proposal: KnownProposal, isReplaced: boolean, now: number, t: Texts): Outcome | null {
  switch (proposal.state) {
    case 'confirmed':
      if (proposal.outcome === 'done') return { tone: 'good', icon: <CircleCheck size={18} />, words: t('chat-proposal-done') }
      if (proposal.outcome === 'asked') return { tone: 'info', icon: <Store size={18} />, words: t('chat-proposal-asked') }
      if (proposal.outcome === 'too_late') return { tone: 'bad', icon: <XCircle size={18} />, words: t('chat-proposal-too-late') }
      return { tone: 'info', icon: <Hourglass size={18} className="animate-pulse-soft" />, words: t('chat-proposal-confirmed') }
    case 'declined':
      return { tone: 'neutral', icon: <Undo2 size={18} />, words: t('chat-proposal-declined') }
    case 'expired':
      return { tone: 'neutral', icon: <Clock size={18} />, words: t('chat-proposal-expired') }
    case 'dropped':
      return { tone: 'neutral', icon: <Undo2 size={18} />, words: t('chat-proposal-dropped') }
    case 'waiting':
      if (isReplaced) return { tone: 'neutral', icon: <Undo2 size={18} />, words: t('chat-proposal-dropped') }
      return now >= proposal.endsAt ? { tone: 'neutral', icon: <Clock size={18} />, words: t('chat-proposal-expired') } : null
  }
}

/** A change that waits for a click, what it would lead to, and what became of it. */
export function ProposalCard({ piece }: { piece: ProposalPiece }) {
  const t = useTexts()
  const now = useNow()
  const { thread } = useChat()
  const proposal = thread.proposals[piece.id]
  const isReplaced = newestProposal(thread) !== piece.id
  const outcome = proposal ? outcomeOf(proposal, isReplaced, now, t) : null
  const Icon = icons[piece.change.kind]
  return (
    <section
      aria-label={t('chat-proposal')}
      className={classNames('grid w-full max-w-md gap-3 rounded-lg border bg-card p-4', outcome ? 'border-line' : 'border-clay shadow-mid')}
    >
      <header className="flex items-center gap-3">
        <span aria-hidden className={classNames('grid size-10 shrink-0 place-items-center rounded-full', outcome ? 'bg-sunken text-soft' : 'bg-clay-wash text-clay')}>
          <Icon size={19} />
        </span>
        <h3 className="text-base leading-snug">{titleOf(piece.change, t)}</h3>
      </header>
      <Effect piece={piece} />
      {proposal && !outcome ? <Answering piece={piece} proposal={proposal} now={now} /> : null}
      {outcome ? (
        <p
          role="status"
          className={classNames(
            'flex items-center gap-2.5 rounded-md px-3 py-2.5 text-sm font-semibold',
            { good: 'bg-leaf-wash text-leaf', info: 'bg-river-wash text-river', bad: 'bg-chili-wash text-chili', neutral: 'bg-sunken text-soft' }[outcome.tone],
          )}
        >
          <span aria-hidden className="shrink-0">{outcome.icon}</span>
          {outcome.words}
        </p>
      ) : null}
    </section>
  )
}

function Effect({ piece: { change, preview } }: { piece: ProposalPiece }) {
  const t = useTexts()
  const { whose, zone } = useChat()
  const behind = useOrderBehind(whose, change.order)
  const facts: [string, ReactNode][] = []
  if (change.kind === 'address') facts.push([t('chat-effect-to'), preview?.address ?? change.address])
  if (change.kind === 'instructions') facts.push([t('chat-effect-note'), <q key="note">{change.instructions}</q>])
  if (change.kind === 'substitute') facts.push([t('chat-effect-missing'), change.instead === null ? t('chat-effect-without') : t('chat-effect-instead')])
  if (preview) {
    facts.push([t('chat-effect-fee'), preview.fee > 0 ? <strong key="fee" className="tabular text-sun">+ {formatMoney(preview.fee)}</strong> : t('chat-effect-free')])
    if (preview.refund > 0) facts.push([t('chat-effect-refund'), <span key="refund" className="tabular">{formatMoney(preview.refund)}</span>])
    if (preview.window) {
      const minutes = behind && zone ? minutesBetween(civilIn(zone, behind.window.to), preview.window[1]) : null
      facts.push([
        t('chat-effect-arrives'),
        <span key="window" className="tabular">
          {formatCivilSpan(preview.window)}
          {minutes === null ? null : (
            <span className={minutes >= SAME_MINUTES ? 'text-sun' : 'text-leaf'}> · {shiftWords(minutes, t)}</span>
          )}
        </span>,
      ])
    }
  }
  return (
    <>
      {facts.length > 0 ? <Facts facts={facts} /> : null}
      {preview?.verdict === 'needs_approval' ? (
        <Note tone="warning" icon={<Store size={17} />} className="text-sm">
          {t('chat-effect-store-decides')}
        </Note>
      ) : null}
    </>
  )
}

function shiftWords(minutes: number, t: Texts): string {
  if (Math.abs(minutes) < SAME_MINUTES) return t('chat-effect-same')
  return minutes > 0 ? t('chat-effect-later', { minutes }) : t('chat-effect-earlier', { minutes: -minutes })
}

function Answering({ piece, proposal, now }: { piece: ProposalPiece; proposal: KnownProposal; now: number }) {
  const t = useTexts()
  const { whose, conversation, tell } = useChat()
  const [signingIn, setSigningIn] = useState(false)
  const answer = useMutation({
    mutationFn: (how: 'confirm' | 'decline') => answerProposal(whose, conversation, piece.id, how),
    onSuccess: (told) => tell({ kind: 'proposal', proposal: told, now: Date.now() }),
    onError: (error) => {
      if (isProblem(error, 'sign_in_needed')) setSigningIn(true)
    },
  })
  const left = proposal.endsAt - now
  const isHurried = left < LAST_MS
  const { link } = whose
  if (signingIn && link !== null) {
    const goOn = () => {
      setSigningIn(false)
      answer.mutate('confirm')
    }
    return <CodeForm whom={{ link }} reason={t('chat-code-why')} submit={t('chat-code-confirm')} onSignedIn={goOn} onCancel={() => setSigningIn(false)} />
  }
  // With a link alone nobody can confirm yet: the click asks for a code.
  const isElsewhere = !proposal.can_confirm && link === null
  return (
    <>
      <div className="grid gap-1.5">
        <div aria-hidden className="h-1 overflow-hidden rounded-full bg-sunken">
          <div className={classNames('h-full rounded-full transition-[width] duration-1000 ease-linear', isHurried ? 'bg-chili' : 'bg-clay')} style={{ width: `${Math.min(100, (left / PROPOSAL_MS) * 100)}%` }} />
        </div>
        <p className={classNames('tabular text-sm', isHurried ? 'font-semibold text-chili' : 'text-soft')}>
          <span role="timer" aria-label={t('chat-left-label')}>{t('chat-left', { left: formatCountdown(left) })}</span>
        </p>
      </div>
      {answer.isError && !isProblem(answer.error, 'sign_in_needed') ? <Failure error={answer.error} /> : null}
      {isElsewhere ? (
        <p className="text-sm text-soft">{t('chat-proposal-elsewhere')}</p>
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" className="flex-1" busy={answer.isPending && answer.variables === 'confirm'} disabled={answer.isPending} onClick={() => answer.mutate('confirm')}>
            {t('chat-confirm')}
          </Button>
          <Button className="flex-1" busy={answer.isPending && answer.variables === 'decline'} disabled={answer.isPending} onClick={() => answer.mutate('decline')}>
            {t('chat-decline')}
          </Button>
        </div>
      )}
    </>
  )
}
