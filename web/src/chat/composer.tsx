import { ArrowUp, Square } from 'lucide-react'
import type { KeyboardEvent, SubmitEvent } from 'react'
import { useId } from 'react'

import { formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'

/** A message has at most so many characters … */
const MESSAGE_CHARS_MAX = 2_000
/** … and says how many are left when so few are. */
const TOLD_FROM = 200

type ComposerProps = {
  text: string
  onText: (text: string) => void
  onSend: () => void
  /** Stops the answer that is being made, while one is. */
  onStop: (() => void) | null
  /** What was sent before is still on its way: this goes after it. */
  isHeld: boolean
}

/** Where a message is written: it grows with what is in it, Enter sends, Shift and Enter begin a line. */
export function Composer({ text, onText, onSend, onStop, isHeld }: ComposerProps) {
  const t = useTexts()
  const id = useId()
  const left = MESSAGE_CHARS_MAX - [...text.trim()].length
  const canSend = text.trim() !== '' && left >= 0 && onStop === null && !isHeld
  const send = (event?: SubmitEvent) => {
    event?.preventDefault()
    if (canSend) onSend()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const size = 'col-start-1 row-start-1 w-full px-4 py-2.5 wrap-anywhere whitespace-pre-wrap'
  return (
    <form onSubmit={send} className="grid gap-1">
      <div className={classNames('flex items-end gap-1.5 rounded-xl border bg-card p-1 transition-colors focus-within:border-river', left < 0 ? 'border-chili' : 'border-edge/60')}>
        {/* The text once more, unseen: it makes the field as high as it needs to be. */}
        <div className="grid max-h-40 min-w-0 flex-1 grid-cols-[minmax(0,1fr)] overflow-y-auto">
          <div aria-hidden className={classNames(size, 'invisible')}>{text === '' || text.endsWith('\n') ? `${text}\u00a0` : text}</div>
          <label htmlFor={id} className="sr-only">{t('chat-write')}</label>
          <textarea
            id={id}
            rows={1}
            value={text}
            onChange={(event) => onText(event.target.value)}
            onKeyDown={onKeyDown}
            placeholder={t('chat-placeholder')}
            enterKeyHint="send"
            autoComplete="off"
            aria-invalid={left < 0 || undefined}
            aria-describedby={`${id}-left`}
            className={classNames(size, 'resize-none overflow-hidden bg-transparent outline-none')}
          />
        </div>
        {onStop ? (
          <IconButton label={t('chat-stop')} kind="secondary" onClick={onStop} className="rounded-lg">
            <Square aria-hidden size={15} fill="currentColor" />
          </IconButton>
        ) : (
          <IconButton label={t('chat-send')} type="submit" kind="primary" disabled={!canSend} className="rounded-lg">
            <ArrowUp aria-hidden size={19} />
          </IconButton>
        )}
      </div>
      <p id={`${id}-left`} className={classNames('px-2 text-xs', left < 0 ? 'font-semibold text-chili' : 'text-soft')}>
        {left < 0 ? t('chat-too-long', { over: formatNumber(-left), most: formatNumber(MESSAGE_CHARS_MAX) }) : left < TOLD_FROM ? t('chat-chars-left', { left: formatNumber(left) }) : null}
        <span className="sr-only">{t('chat-keys')}</span>
      </p>
    </form>
  )
}
