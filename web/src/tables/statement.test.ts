import { describe, expect, it } from 'vitest'

import { isReading, tableOf } from './statement.tsx'

describe('a statement', () => {
  it('reads, or is asked about first', () => {
    expect(isReading('  select * FROM "entrega"')).toBe(true)
    for (const statement of ['DELETE FROM "entrega" WHERE PK = \'a\'', 'INSERT INTO "entrega" VALUE {}', 'UPDATE "entrega" SET a = 1', 'selected']) expect(isReading(statement), statement).toBe(false)
  })

  it('is about a table', () => {
    expect(tableOf('DELETE FROM "entrega-assistant" WHERE a = 1')).toBe('entrega-assistant')
    expect(tableOf("update entrega set note = 'from here'")).toBe('entrega')
    expect(tableOf('INSERT INTO "couriers" VALUE {}')).toBe('couriers')
    expect(tableOf('nonsense')).toBe('')
  })
})
