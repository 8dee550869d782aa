import { describe, expect, it } from 'vitest'

import { choice, extras, feijoada, fillings, group, item, pastel, size } from './menu_of_tests.ts'
import { type Chosen, isMakeable, leastPrice, offered, plainest, toggled, unanswered, unitPrice } from './options.ts'

const chooseAll = (from: typeof extras, ...ids: string[]) =>
  ids.reduce<Chosen>((chosen, id) => {
    const one = from.choices.find((other) => other.id === id)
    return one ? toggled(from, chosen, one) : chosen
  }, [])

describe('what can be chosen', () => {
  it('one of a kind takes the place of another', () => {
    expect(chooseAll(size, 'individual', 'para-dois')).toEqual(['para-dois'])
    expect(chooseAll(size, 'individual', 'individual')).toEqual(['individual'])
  })

  it('a group that is full has no room, until something is put back', () => {
    expect(chooseAll(extras, 'couve', 'torresmo', 'molho')).toEqual(['couve', 'torresmo'])
    expect(chooseAll(extras, 'couve', 'torresmo', 'couve', 'molho')).toEqual(['torresmo', 'molho'])
  })

  it('what has run out is not chosen', () => expect(chooseAll(extras, 'farofa')).toEqual([]))

  it('groups do not touch one another', () => {
    const chosen = toggled(size, ['couve'], choice('para-dois'))
    expect(chosen).toEqual(['couve', 'para-dois'])
  })

  it('the first group that asks for more is the one to answer', () => {
    expect(unanswered(feijoada, [])).toBe(size)
    expect(unanswered(feijoada, ['individual'])).toBeUndefined()
    expect(unanswered(pastel, ['carne', 'queijo'])).toBe(fillings)
    expect(unanswered(pastel, ['carne', 'queijo', 'pizza'])).toBeUndefined()
  })

  it('the kitchen makes neither too few, nor too many, nor what it does not know', () => {
    expect(isMakeable(feijoada, ['individual', 'couve'])).toBe(true)
    expect(isMakeable(feijoada, ['couve'])).toBe(false)
    expect(isMakeable(feijoada, ['individual', 'para-dois'])).toBe(false)
    expect(isMakeable(feijoada, ['individual', 'farofa'])).toBe(false)
    expect(isMakeable(feijoada, ['individual', 'caviar'])).toBe(false)
    expect(offered(feijoada, ['individual', 'farofa', 'caviar'])).toEqual(['individual'])
  })

  it('the plainest is as little as can be asked for', () => {
    expect(plainest(feijoada)).toEqual(['individual'])
    expect(plainest(pastel)).toEqual(['carne', 'queijo', 'pizza'])
    expect(isMakeable(pastel, plainest(pastel))).toBe(true)
  })
})

describe('what it costs', () => {
  it('is the price and what is chosen, in centavos', () => {
    expect(unitPrice(feijoada, [])).toBe(4_890)
    expect(unitPrice(feijoada, ['para-dois', 'torresmo', 'couve'])).toBe(4_890 + 3_200 + 890 + 450)
  })

  it('goes down for what is left out', () => {
    const plain = item('x', 'X', 1_000, { options: [group('Tirar', 0, 1, [choice('sem-queijo', -200)])] })
    expect(unitPrice(plain, ['sem-queijo'])).toBe(800)
  })

  it('is at least the cheapest of what has to be chosen', () => {
    expect(leastPrice(feijoada)).toEqual({ price: 4_890, varies: true })
    expect(leastPrice(pastel)).toEqual({ price: 2_190, varies: false })
    const dear = item('x', 'X', 1_000, { options: [group('Tamanho', 1, 1, [choice('grande', 500), choice('médio', 300), choice('pequeno', 0, false)])] })
    expect(leastPrice(dear)).toEqual({ price: 1_300, varies: true })
  })
})
