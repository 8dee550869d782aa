import { describe, expect, it } from 'vitest'

import { read } from './models_query.ts'

describe('an answer of Converse', () => {
  it('is its texts, what it used and how long it took', () => {
    const answered = {
      output: { message: { role: 'assistant', content: [{ text: 'Chega' }, { toolUse: { name: 'order' } }, { text: 'às 19h.' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 12, outputTokens: 5, totalTokens: 17 },
      metrics: { latencyMs: 40 },
    }
    expect(read(answered, 55)).toEqual({ text: 'Chega\nàs 19h.', stopReason: 'end_turn', inputTokens: 12, outputTokens: 5, tookMs: 55, latencyMs: 40 })
  })

  it('says nothing where there is nothing', () => {
    expect(read(null, 3)).toEqual({ text: '', stopReason: '', inputTokens: 0, outputTokens: 0, tookMs: 3, latencyMs: null })
  })
})
