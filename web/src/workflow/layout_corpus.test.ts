import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { layoutOf } from './layout.ts'
import { faults } from './layout/faults.ts'

/** The workflows of others: `asl-corpus` in the folder that ENTREGA_SHARED names, or beside the repository. */

const shared = process.env.ENTREGA_SHARED ?? resolve(import.meta.dirname, '../../../../shared')
const corpus = filesIn(join(shared, 'asl-corpus/valid'))
/** Also what the engine refuses is drawn, as far as it can be read. */
const refused = filesIn(join(shared, 'asl-corpus/invalid'))
const ours = filesIn(resolve(import.meta.dirname, '../../../workflows'))

function filesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json') && file !== 'EXPECTED.json').sort().map((file) => join(folder, file))
}

describe('the pictures of workflows as people write them', () => {
  it('are looked at', (context) => {
    if (corpus.length > 0) return
    if (process.env.CI) throw new Error(`there is no corpus in ${shared}`)
    context.skip(`there is no corpus in ${shared}: set ENTREGA_SHARED`)
  })

  it.each([...ours, ...corpus])('%s', (file) => {
    const layout = layoutOf(readFileSync(file, 'utf8'))
    expect(layout, 'it can be drawn').not.toBeNull()
    if (layout) expect(faults(layout)).toEqual([])
  })

  it.each(refused)('%s', (file) => {
    const layout = layoutOf(readFileSync(file, 'utf8'))
    if (layout) expect(faults(layout)).toEqual([])
  })
})
