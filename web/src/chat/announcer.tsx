import { useEffect, useRef, useState } from 'react'

import { wordsOf } from '../api/conversation.ts'
import { finishedLength } from './sentences.ts'
import type { Thread } from './thread.ts'

/** So many sentences stay where a screen reader finds them; older ones are in the log. */
const KEPT = 4

type Spoken = { key: string; words: string; isWhole: boolean }

/** What is said to the customer, in order, and how much of it. */
function spoken(thread: Thread): Spoken[] {
  return [
    ...thread.entries.flatMap((entry): Spoken[] => {
      if (entry.by === 'customer') return []
      if (entry.by !== 'assistant') return [{ key: `entry-${entry.number}`, words: entry.by === 'person' ? `${entry.name}: ${entry.text}` : entry.text, isWhole: true }]
      const key = entry.run === undefined ? `entry-${entry.number}` : `run-${entry.run}`
      return [{ key, words: [wordsOf(entry.pieces), entry.ended_text ?? ''].join(' '), isWhole: true }]
    }),
    ...thread.answers.map(({ run, pieces, ended }) => ({ key: `run-${run}`, words: wordsOf(pieces), isWhole: ended !== null })),
  ]
}

/** Reads an answer aloud sentence by sentence, however finely it is streamed; what was there at first is not read. */
export function Announcer({ thread }: { thread: Thread }) {
  const known = useRef<Map<string, number> | null>(null)
  const [lines, setLines] = useState<{ id: number; words: string }[]>([])
  useEffect(() => {
    const isFirst = known.current === null
    const said = (known.current ??= new Map<string, number>())
    const fresh: string[] = []
    for (const { key, words, isWhole } of spoken(thread)) {
      const from = said.get(key) ?? 0
      const to = isWhole ? words.length : finishedLength(words)
      if (to <= from) continue
      said.set(key, to)
      const sentence = words.slice(from, to).trim()
      if (!isFirst && sentence !== '') fresh.push(sentence)
    }
    if (fresh.length > 0) setLines((all) => [...all, ...fresh.map((words, index) => ({ id: (all.at(-1)?.id ?? 0) + index + 1, words }))].slice(-KEPT))
  }, [thread])
  return (
    <div role="status" aria-live="polite" aria-atomic="false" className="sr-only">
      {lines.map(({ id, words }) => (
        <p key={id}>{words}</p>
      ))}
    </div>
  )
}
