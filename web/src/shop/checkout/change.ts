/** "Troco para": what is handed over at the door, by the rules of docs/payments.md. */

/** The courier has change for less than this above the total, in centavos. */
export const CHANGE_MAX = 20_000

export type ChangeTrouble = 'not_money' | 'too_little' | 'too_much' | 'not_whole'

/** What is wrong with what a customer would hand over, in centavos. */
export function changeTrouble(handed: number | null, total: number): ChangeTrouble | null {
  if (handed === null) return 'not_money'
  if (handed % 100 !== 0) return 'not_whole'
  if (handed < total) return 'too_little'
  return handed - total >= CHANGE_MAX ? 'too_much' : null
}

/** The notes that people would probably hand over for a total, in centavos. */
export function likelyNotes(total: number): number[] {
  const notes = [1_000, 5_000, 10_000].map((note) => Math.ceil(total / note) * note)
  return [...new Set(notes)].filter((handed) => handed > total && changeTrouble(handed, total) === null)
}
