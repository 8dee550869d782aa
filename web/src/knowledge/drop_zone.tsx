import { useMutation, useQueryClient } from '@tanstack/react-query'

import { problemWords } from '../api/problem.ts'
import { formatBytes } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { FileDrop } from '../ui/file_drop.tsx'
import { Note } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { readable, type Refusal, refusal, UPLOAD_BYTES_MAX } from './acceptance.ts'
import { basesQuery, type KnowledgeBase, putDocument } from './knowledge_query.ts'

type Failed = { name: string; words: string }

/** Files are picked or dropped here, one or many; one of the same name takes the other's place. */
export function DropZone({ base }: { base: KnowledgeBase }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
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
  return (
    <div className="grid gap-3">
      <FileDrop
        multiple
        label={putting.isPending ? t('knowledge-putting') : t('knowledge-drop')}
        hint={t('knowledge-limits', { formats: readable.join(', '), size: formatBytes(UPLOAD_BYTES_MAX) })}
        accept={readable.join(',')}
        busy={putting.isPending}
        onFiles={(files) => putting.mutate(files)}
      />
      {putting.data?.failed.map(({ name, words }) => (
        <Note key={name} tone="bad">
          <strong className="break-all">{name}</strong>: {words}
        </Note>
      ))}
    </div>
  )
}
