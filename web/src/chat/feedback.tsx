import { useMutation } from '@tanstack/react-query'
import { ThumbsDown, ThumbsUp } from 'lucide-react'
import type { SubmitEvent } from 'react'
import { useState } from 'react'

import { type Texts, useTexts } from '../texts/texts.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { useChat } from './chat_context.ts'
import { judge, type Judgement, type Reason } from './requests.ts'

const COMMENT_CHARS_MAX = 500

const reasons: Record<Judgement['thumb'], readonly Reason[]> = {
  up: ['solved', 'tone'],
  down: ['wrong', 'not_understood', 'unhelpful', 'slow', 'tone'],
}

function reasonName(reason: Reason, thumb: Judgement['thumb'], t: Texts): string {
  const names: Record<Reason, string> = {
    solved: t('chat-reason-solved'),
    wrong: t('chat-reason-wrong'),
    not_understood: t('chat-reason-not-understood'),
    unhelpful: t('chat-reason-unhelpful'),
    slow: t('chat-reason-slow'),
    tone: thumb === 'up' ? t('chat-reason-tone-good') : t('chat-reason-tone'),
  }
  return names[reason]
}

/** Whether an answer helped, and why: the thumb counts at once, the rest may be said. */
export function Feedback({ entry }: { entry: number }) {
  const t = useTexts()
  const { whose, conversation } = useChat()
  const [thumb, setThumb] = useState<Judgement['thumb'] | null>(null)
  const [isOpen, setOpen] = useState(false)
  const judged = useMutation({ mutationFn: (judgement: Judgement) => judge(whose, conversation, entry, judgement) })
  const press = (pressed: Judgement['thumb']) => {
    setThumb(pressed)
    setOpen(true)
    judged.mutate({ thumb: pressed })
  }
  return (
    <div className="grid max-w-md gap-2">
      <div className="flex items-center gap-0.5 text-soft">
        <Thumb label={t('chat-thumb-up')} isPressed={thumb === 'up'} onPress={() => press('up')} icon={<ThumbsUp aria-hidden size={16} />} />
        <Thumb label={t('chat-thumb-down')} isPressed={thumb === 'down'} onPress={() => press('down')} icon={<ThumbsDown aria-hidden size={16} />} />
        {thumb && !isOpen && judged.isSuccess ? <span role="status" className="animate-fade pl-2 text-sm">{t('chat-thanks')}</span> : null}
      </div>
      {judged.isError ? <Failure error={judged.error} /> : null}
      {thumb && isOpen ? (
        <Why
          key={thumb}
          thumb={thumb}
          isBusy={judged.isPending}
          onSay={(why) => judged.mutate({ thumb, ...why }, { onSuccess: () => setOpen(false) })}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </div>
  )
}

function Thumb({ label, isPressed, onPress, icon }: { label: string; isPressed: boolean; onPress: () => void; icon: React.ReactNode }) {
  return (
    <IconButton label={label} size="small" aria-pressed={isPressed} onClick={onPress} className={isPressed ? 'bg-clay-wash text-clay' : undefined}>
      {icon}
    </IconButton>
  )
}

type WhyProps = { thumb: Judgement['thumb']; isBusy: boolean; onSay: (why: Omit<Judgement, 'thumb'>) => void; onClose: () => void }

function Why({ thumb, isBusy, onSay, onClose }: WhyProps) {
  const t = useTexts()
  const [reason, setReason] = useState<Reason | null>(null)
  const [comment, setComment] = useState('')
  const say = (event: SubmitEvent) => {
    event.preventDefault()
    onSay({ ...(reason ? { reason } : {}), ...(comment.trim() ? { comment: comment.trim() } : {}) })
  }
  return (
    <form onSubmit={say} className="grid animate-rise gap-3 rounded-lg border border-line bg-card p-4 shadow-low">
      <fieldset>
        <legend className="pb-2 text-sm font-semibold">{thumb === 'up' ? t('chat-why-up') : t('chat-why-down')}</legend>
        <div className="flex flex-wrap gap-1.5">
          {reasons[thumb].map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={reason === one}
              onClick={() => setReason(reason === one ? null : one)}
              className={classNames(
                'min-h-8 rounded-full border px-3 text-sm font-medium transition-colors',
                reason === one ? 'border-clay bg-clay-wash text-clay' : 'border-line hover:border-edge',
              )}
            >
              {reasonName(one, thumb, t)}
            </button>
          ))}
        </div>
      </fieldset>
      <TextField label={t('chat-comment')} hiddenLabel placeholder={t('chat-comment')} value={comment} maxLength={COMMENT_CHARS_MAX} onChange={(event) => setComment(event.target.value)} />
      <div className="flex gap-2">
        <Button type="submit" size="small" kind="primary" busy={isBusy} disabled={!reason && comment.trim() === ''}>
          {t('chat-comment-send')}
        </Button>
        <Button size="small" kind="quiet" onClick={onClose}>
          {t('close')}
        </Button>
      </div>
    </form>
  )
}
