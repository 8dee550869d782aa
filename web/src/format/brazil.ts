/** Numbers as people in Brazil write them, while they type them. What is not a digit is not theirs. */

function digits(text: string, most: number): string {
  return text.replace(/\D/g, '').slice(0, most)
}

/** `(11) 98765-4321`, `(11) 3456-7890`. */
export function phoneMask(text: string): string {
  const number = digits(text.replace(/^\+?55(?=\d{10,11}$)/, ''), 11)
  if (number.length <= 2) return number
  const rest = number.slice(2)
  const head = rest.length > 8 ? 5 : 4
  return `(${number.slice(0, 2)}) ${rest.slice(0, head)}${rest.length > head ? `-${rest.slice(head)}` : ''}`
}

/** `13560-000`. */
export function cepMask(text: string): string {
  const number = digits(text, 8)
  return number.length > 5 ? `${number.slice(0, 5)}-${number.slice(5)}` : number
}

/** `123.456.789-09`. */
export function cpfMask(text: string): string {
  const number = digits(text, 11)
  return number
    .replace(/^(\d{3})(\d)/, '$1.$2')
    .replace(/^(\d{3}\.\d{3})(\d)/, '$1.$2')
    .replace(/^(\d{3}\.\d{3}\.\d{3})(\d)/, '$1-$2')
}

/** Whether the two check digits of a CPF are right. */
export function isCpf(text: string): boolean {
  const number = digits(text, 11)
  if (number.length !== 11 || /^(\d)\1*$/.test(number)) return false
  const check = (length: number) => {
    const sum = [...number.slice(0, length)].reduce((sum, digit, index) => sum + Number(digit) * (length + 1 - index), 0)
    return ((sum * 10) % 11) % 10
  }
  return check(9) === Number(number[9]) && check(10) === Number(number[10])
}

/** Reais that are typed, as centavos: `50`, `50,5` and `R$ 1.050,00` are understood. */
export function parseMoney(text: string): number | null {
  const plain = text.replace(/[R$\s.]/g, '').replace(',', '.')
  if (!/^\d+(\.\d{0,2})?$/.test(plain)) return null
  return Math.round(Number(plain) * 100)
}
