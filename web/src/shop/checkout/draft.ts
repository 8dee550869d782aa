/** What a customer entered last time is there the next time. How they pay is not kept. */

import { isRecord } from '../../api/problem.ts'

const KEY = 'entrega.checkout'

export type Draft = { name: string; phone: string; street: string; number: string; complement: string; instructions: string }

const fields = ['name', 'phone', 'street', 'number', 'complement', 'instructions'] as const

export function readDraft(): Draft {
  const draft: Draft = { name: '', phone: '', street: '', number: '', complement: '', instructions: '' }
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (isRecord(kept)) {
      for (const field of fields) {
        const value = kept[field]
        if (typeof value === 'string') draft[field] = value
      }
    }
  } catch {
    // What cannot be read is entered anew.
  }
  return draft
}

export function keepDraft(draft: Draft): void {
  localStorage.setItem(KEY, JSON.stringify(draft))
}
