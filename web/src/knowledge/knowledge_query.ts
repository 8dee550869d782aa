import { keepPreviousData, queryOptions } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'

export type KnowledgeBase = Schema['KnowledgeBaseView']
export type Document = Schema['DocumentView']
export type Asked = Schema['AskedView']
export type FoundPassage = Schema['FoundPassageView']

export const basesQuery = queryOptions({
  queryKey: ['knowledge', 'bases'],
  queryFn: async () => (await answerOf(api.GET('/api/console/knowledge-bases'))).items,
})

export function documentQuery(base: string, document: string) {
  return queryOptions({
    queryKey: ['knowledge', 'document', base, document],
    queryFn: () => answerOf(api.GET('/api/console/knowledge-bases/{kb}/documents/{doc}', { params: { path: { kb: base, doc: document } } })),
  })
}

/** What a question finds, in the documents as they are now. */
export function askedQuery(base: KnowledgeBase, question: string) {
  return queryOptions({
    queryKey: ['knowledge', 'asked', base.id, question, base.documents],
    queryFn: () => answerOf(api.POST('/api/console/knowledge-bases/{kb}/ask', { params: { path: { kb: base.id } }, body: { question } })),
    enabled: question !== '',
    placeholderData: keepPreviousData,
  })
}

export async function putDocument(base: string, file: File): Promise<Document> {
  const body = { name: file.name, content_base64: await base64Of(file) }
  return answerOf(api.POST('/api/console/knowledge-bases/{kb}/documents', { params: { path: { kb: base } }, body }))
}

export function removeDocument(base: string, document: string) {
  return answerOf(api.DELETE('/api/console/knowledge-bases/{kb}/documents/{doc}', { params: { path: { kb: base, doc: document } } }))
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error ?? new Error(file.name))
    reader.readAsDataURL(file)
  })
}
