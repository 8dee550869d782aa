import { useQuery } from '@tanstack/react-query'
import { CircleHelp, MessageCircleQuestion, Quote } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'

import { formatPercent } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import { TextField } from '../ui/field.tsx'
import { Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { textLink } from '../ui/text_link.ts'
import { type Asked, askedQuery, type FoundPassage, type KnowledgeBase } from './knowledge_query.ts'

const QUESTION_CHARACTERS_MAX = 1_000

/** What fits less has nothing to do with the question. */
const SCORE_MIN = 0.01

type TryQuestionProps = { base: KnowledgeBase; question: string; onAsk: (question: string) => void; onOpen: (document: string) => void }

/** What the assistant would find, and whether it would dare to answer. */
export function TryQuestion({ base, question, onAsk, onOpen }: TryQuestionProps) {
  const t = useTexts()
  const [typed, setTyped] = useState(question)
  const asked = useQuery(askedQuery(base, question))
  const ask = (event: FormEvent) => {
    event.preventDefault()
    onAsk(typed.trim())
  }
  return (
    <Panel title={t('knowledge-try')} detail={t('knowledge-try-detail')}>
      <form onSubmit={ask} className="flex flex-wrap gap-2">
        <TextField
          hiddenLabel
          label={t('knowledge-question')}
          placeholder={t('knowledge-question-example')}
          before={<MessageCircleQuestion size={18} />}
          className="min-w-0 flex-1 basis-60"
          value={typed}
          maxLength={QUESTION_CHARACTERS_MAX}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" kind="primary" busy={asked.isFetching} disabled={!typed.trim()} className="min-h-11 max-sm:w-full">
          {t('knowledge-ask')}
        </Button>
      </form>
      <div aria-live="polite" className="pt-4">
        {asked.isError ? <Failure error={asked.error} onRetry={() => void asked.refetch()} /> : null}
        {question !== '' && asked.isPending ? (
          <Loading>
            <div className="grid gap-3">
              <Skeleton className="h-16" />
              <Skeleton className="h-24" />
            </div>
          </Loading>
        ) : null}
        {question !== '' && asked.data ? <Found asked={asked.data} onOpen={onOpen} /> : null}
        {question === '' ? <p className="text-sm text-soft">{t('knowledge-try-hint')}</p> : null}
      </div>
    </Panel>
  )
}

function Found({ asked, onOpen }: { asked: Asked; onOpen: (document: string) => void }) {
  const t = useTexts()
  const near = asked.passages.filter(({ score }) => score >= SCORE_MIN)
  return (
    <div className="grid gap-4">
      {asked.answer == null ? (
        <Note tone="warning" icon={<CircleHelp size={20} />}>
          <p className="font-semibold">{t('knowledge-unanswered')}</p>
          <p className="text-sm">{t('knowledge-unanswered-detail')}</p>
        </Note>
      ) : (
        <Note tone="good" icon={<Quote size={20} />}>
          <p className="text-sm">{t('knowledge-answer')}</p>
          <p className="text-ink break-words whitespace-pre-line">{asked.answer}</p>
        </Note>
      )}
      {near.length > 0 ? (
        <div>
          <h3 className="pb-2 text-sm text-soft">{t('knowledge-found')}</h3>
          <ol className="grid gap-3">
            {near.map((passage, index) => (
              <FoundOne key={`${passage.document} ${index}`} passage={passage} isAnswer={index === 0 && asked.answer != null} onOpen={onOpen} />
            ))}
          </ol>
        </div>
      ) : null}
    </div>
  )
}

function FoundOne({ passage, isAnswer, onOpen }: { passage: FoundPassage; isAnswer: boolean; onOpen: (document: string) => void }) {
  const t = useTexts()
  const score = Math.max(0, Math.min(1, passage.score))
  return (
    <li className={classNames('grid gap-2 rounded-md border p-4', isAnswer ? 'border-leaf/50' : 'border-line')}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <button type="button" onClick={() => onOpen(passage.document)} className={`${textLink} break-all`}>
          {passage.document}
        </button>
        <span className="tabular ml-auto flex items-center gap-2 font-semibold">
          <svg aria-hidden viewBox="0 0 100 4" preserveAspectRatio="none" className="h-1.5 w-16 overflow-hidden rounded-full">
            <rect width="100" height="4" className="fill-line" />
            <rect width={score * 100} height="4" className={isAnswer ? 'fill-leaf' : 'fill-edge'} />
          </svg>
          <span className="sr-only">{t('knowledge-score')}</span>
          {formatPercent(score)}
        </span>
        {passage.heading ? <h4 className="w-full text-soft">{passage.heading}</h4> : null}
      </div>
      <p className="break-words whitespace-pre-line">{passage.text}</p>
    </li>
  )
}
