import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { streetNamed, streetsLike, streetsOf } from './streets.ts'

const town: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../crates/delivery/assets/town.json'), 'utf8'))
const streets = streetsOf(town)

describe('the streets of the town', () => {
  it('are found by the beginnings of their words, without accents', () => {
    expect(streetsLike(streets, 'acac').map((street) => street.name)).toEqual(['Rua das Acácias'])
    expect(streetsLike(streets, 'av rio').map((street) => street.name)).toContain('Avenida Beira-Rio')
    expect(streetsLike(streets, 'cacias')).toEqual([])
    expect(streetNamed(streets, 'rua das acacias')?.name).toBe('Rua das Acácias')
  })

  it('end at their last number', () => {
    const [street] = streetsOf({ nodes: [0, 0, 30, 40, 30, 140.9], streets: [['Rua Reta', [0, 1, 2]]] })
    expect(street).toEqual({ name: 'Rua Reta', lastNumber: 150 })
  })

  it('are none in what is no town', () => expect(streetsOf({ nodes: 'x' })).toEqual([]))
})
