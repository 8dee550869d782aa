import { describe, expect, it } from 'vitest'

import { cepMask, cpfMask, isCpf, parseMoney, phoneMask } from './brazil.ts'

describe('numbers as people in Brazil write them', () => {
  it.each([
    ['1', '1'],
    ['11', '11'],
    ['119', '(11) 9'],
    ['1134567890', '(11) 3456-7890'],
    ['11987654321', '(11) 98765-4321'],
    ['+5511987654321', '(11) 98765-4321'],
    ['(11) 98765-43219', '(11) 98765-4321'],
  ])('phone %s is %s', (typed, shown) => expect(phoneMask(typed)).toBe(shown))

  it('CEP and CPF grow as they are typed', () => {
    expect(cepMask('13560')).toBe('13560')
    expect(cepMask('13560000')).toBe('13560-000')
    expect(cpfMask('1234')).toBe('123.4')
    expect(cpfMask('12345678909')).toBe('123.456.789-09')
  })

  it('a CPF has two check digits', () => {
    expect(isCpf('123.456.789-09')).toBe(true)
    expect(isCpf('123.456.789-00')).toBe(false)
    expect(isCpf('111.111.111-11')).toBe(false)
  })

  it.each([
    ['50', 5_000],
    ['50,5', 5_050],
    ['R$ 1.050,00', 105_000],
    ['', null],
    ['cinquenta', null],
    ['1,005', null],
  ])('%s is %s centavos', (typed, centavos) => expect(parseMoney(typed)).toBe(centavos))
})
