import { describe, expect, it } from 'vitest'

import { contains, marked } from './marked.ts'

const shown = (text: string, search: string) =>
  marked(text, search)
    .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
    .join('')

describe('what was searched for', () => {
  it.each([
    ['O preço e o Preço', 'preco', 'O [preço] e o [Preço]'],
    ['até às 23h', 'ATE', '[até] às 23h'],
    ['aaaa', 'aa', '[aa][aa]'],
    ['nada', 'x', 'nada'],
    ['tudo', '  ', 'tudo'],
    ['🍲 sopa', 'sopa', '🍲 [sopa]'],
    ['cafe\u0301 bom', 'café', '[cafe\u0301] bom'],
  ])('in %s is marked for %s', (text, search, expected) => {
    expect(shown(text, search)).toBe(expected)
  })

  it('is found whatever its accents', () => {
    expect(contains('Horário de pico', 'horario')).toBe(true)
    expect(contains('Horário de pico', 'preço')).toBe(false)
  })
})
