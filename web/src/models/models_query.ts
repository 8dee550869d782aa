import { queryOptions } from '@tanstack/react-query'

import { awsRaw } from '../api/aws.ts'
import { answerOf, api, type Schema } from '../api/client.ts'
import { isRecord } from '../api/problem.ts'

export type Model = Schema['ModelView']
export type Access = Schema['Access']

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: async () => (await answerOf(api.GET('/api/console/models'))).items,
})

/** Encoders give vectors and do not talk. */
export const talks = (model: Model) => model.backend !== 'encoder'

export type Answer = {
  text: string
  stopReason: string
  inputTokens: number
  outputTokens: number
  /** Until the whole answer was here; and what the model itself said it took. */
  tookMs: number
  latencyMs: number | null
}

/** A prompt and a system prompt, through Bedrock's Converse. */
export async function converse(model: string, prompt: string, system: string, maxTokens: number): Promise<Answer> {
  const request = {
    messages: [{ role: 'user', content: [{ text: prompt }] }],
    ...(system ? { system: [{ text: system }] } : {}),
    inferenceConfig: { maxTokens },
  }
  const began = performance.now()
  const response = await awsRaw('POST', `/model/${encodeURIComponent(model)}/converse`, JSON.stringify(request), { 'content-type': 'application/json' })
  const answered: unknown = await response.json()
  return read(answered, performance.now() - began)
}

export function read(answered: unknown, tookMs: number): Answer {
  const answer = isRecord(answered) ? answered : {}
  const output = isRecord(answer.output) ? answer.output : {}
  const message = isRecord(output.message) ? output.message : {}
  const blocks = Array.isArray(message.content) ? message.content : []
  const usage = isRecord(answer.usage) ? answer.usage : {}
  const metrics = isRecord(answer.metrics) ? answer.metrics : {}
  const count = (value: unknown) => (typeof value === 'number' ? value : 0)
  return {
    text: blocks.flatMap((block) => (isRecord(block) && typeof block.text === 'string' ? [block.text] : [])).join('\n'),
    stopReason: typeof answer.stopReason === 'string' ? answer.stopReason : '',
    inputTokens: count(usage.inputTokens),
    outputTokens: count(usage.outputTokens),
    tookMs,
    latencyMs: typeof metrics.latencyMs === 'number' ? metrics.latencyMs : null,
  }
}
