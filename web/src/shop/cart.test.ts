import { describe, expect, it } from 'vitest'

import { added, type Cart, type CartLine, cartWish, countOf, lineKey, pieces, priced, QUANTITY_MAX, removed, replaced, withQuantity } from './cart.ts'
import { cheeseBread, choice, feijoada, group, menu, menuWith } from './menu_of_tests.ts'

const line = (item: string, quantity = 1, options: string[] = [], note = ''): CartLine => ({ item, options, note, quantity, seenPrice: 0 })
const forOne = line('feijoada', 1, ['individual'])
const forTwo = line('feijoada', 2, ['para-dois', 'couve'])
const bread = line('pao-de-queijo', 3)

describe('the cart', () => {
  it('joins lines that ask for the same, in whatever order it was chosen', () => {
    const cart = [forTwo, line('feijoada', 1, ['couve', 'para-dois'])].reduce<Cart>(added, [])
    expect(cart).toHaveLength(1)
    expect(cart[0]?.quantity).toBe(3)
  })

  it('keeps apart what is wanted differently', () => {
    const cart = [forOne, forTwo, line('feijoada', 1, ['individual'], 'sem laranja')].reduce<Cart>(added, [])
    expect(cart).toHaveLength(3)
    expect(countOf(cart, 'feijoada')).toBe(4)
    expect(pieces(cart)).toBe(4)
  })

  it('does not grow beyond what the API takes', () => {
    const cart = added([line('pao-de-queijo', QUANTITY_MAX - 1)], bread)
    expect(cart[0]?.quantity).toBe(QUANTITY_MAX)
    expect(withQuantity(cart, lineKey(bread), 99)[0]?.quantity).toBe(QUANTITY_MAX)
  })

  it('a line with none of it is gone', () => {
    expect(withQuantity([forOne, bread], lineKey(bread), 0)).toEqual([forOne])
    expect(removed([forOne, bread], lineKey(forOne))).toEqual([bread])
  })

  it('a changed line stays where it is, or joins its like', () => {
    const other = { ...forOne, note: 'bem quente' }
    expect(replaced([forOne, bread], lineKey(forOne), other)).toEqual([other, bread])
    const joined = replaced([forOne, bread, forTwo], lineKey(forTwo), line('feijoada', 2, ['individual']))
    expect(joined.map((one) => [one.item, one.quantity])).toEqual([['feijoada', 3], ['pao-de-queijo', 3]])
  })

  it('a line that was removed in another tab is added when it is saved here', () => {
    expect(replaced([bread], lineKey(forOne), forOne)).toEqual([bread, forOne])
  })
})

describe('the cart by the menu', () => {
  it('adds up in centavos', () => {
    const sum = priced([forOne, forTwo, bread], menu)
    expect(sum.lines.map((one) => one.total)).toEqual([4_890, 2 * (4_890 + 3_200 + 450), 3 * 1_690])
    expect(sum.items).toBe(4_890 + 17_080 + 5_070)
    expect(sum.isOrderable).toBe(true)
  })

  it('an empty cart cannot be ordered', () => expect(priced([], menu)).toEqual({ lines: [], items: 0, isOrderable: false }))

  it('counts all lines with an item against what is left of it', () => {
    const sum = priced([forOne, forTwo, bread], menuWith({ ...feijoada, available: 2 }))
    expect(sum.lines.map((one) => one.state)).toEqual([{ kind: 'short', left: 2 }, { kind: 'short', left: 2 }, { kind: 'fine' }])
    expect(sum.isOrderable).toBe(false)
  })

  it('says what has left the menu, and asks nothing for it', () => {
    const sum = priced([line('mocotó', 2), bread], menu)
    expect(sum.lines[0]?.state).toEqual({ kind: 'gone' })
    expect(sum.items).toBe(5_070)
    expect(sum.isOrderable).toBe(false)
  })

  it('says whose options have changed', () => {
    const renamed = { ...feijoada, options: [group('Tamanho', 1, 1, [choice('pequena'), choice('grande')])] }
    expect(priced([forOne], menuWith(renamed)).lines[0]?.state).toEqual({ kind: 'changed' })
  })

  it('takes the price of now, whatever was seen before', () => {
    const dearer = menuWith({ ...cheeseBread, price: 1_790 })
    expect(priced([{ ...bread, seenPrice: 1_690 }], dearer).lines[0]).toMatchObject({ unit: 1_790, total: 5_370, seenPrice: 1_690 })
  })

  it('is asked for without prices, and without empty notes', () => {
    expect(cartWish([forTwo, { ...bread, note: '  quentinho ' }])).toEqual({
      lines: [
        { item: 'feijoada', quantity: 2, options: ['para-dois', 'couve'], note: null },
        { item: 'pao-de-queijo', quantity: 3, options: [], note: 'quentinho' },
      ],
    })
  })
})
