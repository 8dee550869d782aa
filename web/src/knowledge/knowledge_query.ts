import { keepPreviousData, queryOptions } from '@tanstack/react-query'

import { consoleApi } from '../api/console.ts'

export type Document = {
  /** Its path within the knowledge base. */
  id: string
  name: string
  kind: string
  bytes: number
  passages: number
  /** Nothing where it is in memory alone. */
  updated_at: string | null
}

export type KnowledgeBase = {
  id: string
  name: string
  /** Whether meaning is weighed beside words. */
  encoder: boolean
  documents: Document[]
}

export type Passage = { id: number; heading: string | null; text: string }
export type ReadDocument = Omit<Document, 'passages'> & { passages: Passage[] }

export type FoundPassage = { document: string; heading: string | null; text: string; score: number }
export type Asked = { passages: FoundPassage[]; answer: string | null }

const encode = encodeURIComponent
const documentPath = (base: string, document: string) => `/knowledge-bases/${encode(base)}/documents/${encode(document)}`

export const basesQuery = queryOptions({
  queryKey: ['knowledge', 'bases'],
  queryFn: async () => (await consoleApi<{ items: KnowledgeBase[] }>('GET', '/knowledge-bases')).items,
})

export function documentQuery(base: string, document: string) {
  return queryOptions({
    queryKey: ['knowledge', 'document', base, document],
    queryFn: () => consoleApi<ReadDocument>('GET', documentPath(base, document)),
  })
}

/** What a question finds, in the documents as they are now. */
export function askedQuery(base: KnowledgeBase, question: string) {
  return queryOptions({
    queryKey: ['knowledge', 'asked', base.id, question, base.documents],
    queryFn: () => consoleApi<Asked>('POST', `/knowledge-bases/${encode(base.id)}/ask`, { question }),
    enabled: question !== '',
    placeholderData: keepPreviousData,
  })
}

export async function putDocument(base: string, file: File): Promise<Document> {
  return consoleApi<Document>('POST', `/knowledge-bases/${encode(base)}/documents`, { name: file.name, content_base64: await base64Of(file) })
}

export function removeDocument(base: string, document: string): Promise<null> {
  return consoleApi<null>('DELETE', documentPath(base, document))
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error ?? new Error(file.name))
    reader.readAsDataURL(file)
  })
}
