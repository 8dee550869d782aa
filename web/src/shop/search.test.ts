import { describe, expect, it } from 'vitest'

import { menu } from './menu_of_tests.ts'
import { folded, found } from './search.ts'

const diet = (item: { diet: string }) => (item.diet === 'vegan' ? 'Vegano' : item.diet === 'vegetarian' ? 'Vegetariano' : '')
const names = (typed: string) => found(menu, typed, diet).map((item) => item.id)

describe('search', () => {
  it('folds accents and case', () => expect(folded(' Pão de QUEIJO, açaí ')).toBe('pao de queijo, acai'))

  it.each([
    ['pao', ['pao-de-queijo']],
    ['PÃO', ['pao-de-queijo']],
    ['acai', ['acai']],
    ['queijo', ['pao-de-queijo']],
    ['pao queijo', ['pao-de-queijo']],
    ['polvilho', ['pao-de-queijo']],
    ['vegano', ['acai']],
    ['lanches', ['pastel', 'pao-de-queijo']],
    ['feijoada', ['feijoada']],
    ['eijoada', []],
    ['pao feijoada', []],
    ['   ', []],
  ])('%s finds %j', (typed, expected) => expect(names(typed)).toEqual(expected))

  it('names come before what else is said', () => expect(names('pa')).toEqual(['pastel', 'pao-de-queijo']))
})
