import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import type { DragEvent } from 'react'
import { useId, useState } from 'react'

import { problemWords } from '../api/problem.ts'
import { formatBytes } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { Spinner } from '../ui/spinner.tsx'
import { Note } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { readable, type Refusal, refusal, UPLOAD_BYTES_MAX } from './acceptance.ts'
import { basesQuery, type KnowledgeBase, putDocument } from './knowledge_query.ts'

type Failed = { name: string; words: string }

/** Files are picked or dropped here, one or many; one of the same name takes the other's place. */
export function DropZone({ base }: { base: KnowledgeBase }) {
  const t = useTexts()
  const id = useId()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [isOver, setOver] = useState(false)
  const refused: Record<Refusal, string> = {
    format: t('knowledge-refused-format', { formats: readable.join(', ') }),
    size: t('knowledge-refused-size', { size: formatBytes(UPLOAD_BYTES_MAX) }),
    empty: t('knowledge-refused-empty'),
  }
  const putting = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const failed: Failed[] = []
      let put = 0
      // One after the other: each has the base's passages weighed anew.
      for (const file of files) {
        const because = refusal(file)
        try {
          if (because) failed.push({ name: file.name, words: refused[because] })
          else {
            await putDocument(base.id, file)
            put += 1
          }
        } catch (error) {
          const { title, detail } = problemWords(error, t)
          failed.push({ name: file.name, words: [title, detail].filter(Boolean).join(' ') })
        }
      }
      return { put, failed }
    },
    onSuccess: async ({ put }) => {
      if (put === 0) return
      await queries.invalidateQueries({ queryKey: ['knowledge'] })
      await queries.invalidateQueries({ queryKey: basesQuery.queryKey })
      toasts.done(t('knowledge-put', { n: put }))
    },
  })
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length > 0 && !putting.isPending) putting.mutate(files)
  }
  return (
    <div className="grid gap-3">
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={classNames(
          'grid justify-items-center gap-1 rounded-lg border-2 border-dashed px-4 py-6 text-center transition-colors has-focus-visible:outline-3 has-focus-visible:outline-river',
          isOver ? 'border-clay bg-clay-wash' : 'border-edge/60 hover:border-edge hover:bg-ink/3',
        )}
      >
        <span aria-hidden className="text-clay">{putting.isPending ? <Spinner /> : <FileUp size={26} />}</span>
        <span className="font-semibold">{putting.isPending ? t('knowledge-putting') : t('knowledge-drop')}</span>
        <span className="text-sm text-soft">{t('knowledge-limits', { formats: readable.join(', '), size: formatBytes(UPLOAD_BYTES_MAX) })}</span>
        <input
          id={id}
          type="file"
          multiple
          disabled={putting.isPending}
          accept={readable.join(',')}
          className="sr-only"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])]
            // The same file may be picked again after it was changed.
            event.target.value = ''
            if (files.length > 0) putting.mutate(files)
          }}
        />
      </label>
      {putting.data?.failed.map(({ name, words }) => (
        <Note key={name} tone="bad">
          <strong className="break-all">{name}</strong>: {words}
        </Note>
      ))}
    </div>
  )
}
