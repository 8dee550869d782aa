import { expect, it } from 'vitest'

import { finishedLength } from './sentences.ts'

it.each([
  ['', 0],
  ['O pedido sai', 0],
  ['O pedido saiu.', 0],
  ['O pedido saiu. ', 15],
  ['O pedido saiu. Chega', 15],
  ['O pedido saiu. Chega às 19h. E', 29],
  ['Custa R$ 3.50 a mais', 0],
])('of "%s", %i characters are whole sentences', (text, length) => expect(finishedLength(text)).toBe(length))
