/** AWS's limit: characters, not UTF-16 units. */
export const STATE_NAME_CHARACTERS_MAX = 80

export function isTooLong(name: string): boolean {
  return [...name].length > STATE_NAME_CHARACTERS_MAX
}

/** The name, or one like it that nothing has yet: `Pay`, `Pay2`; `Pay order`, `Pay order 2`. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  const wanted = shortened(name, STATE_NAME_CHARACTERS_MAX)
  if (!isTaken(wanted)) return wanted
  const [, stem = wanted, digits = ''] = /^(.*?\D)(\d{1,6})$/.exec(wanted) ?? []
  const gap = digits === '' && /\s/.test(stem.trim()) ? ' ' : ''
  for (let count = digits === '' ? 2 : Number(digits) + 1; ; count++) {
    const end = `${gap}${count}`
    const free = shortened(stem, STATE_NAME_CHARACTERS_MAX - end.length) + end
    if (!isTaken(free)) return free
  }
}

function shortened(text: string, max: number): string {
  return [...text].slice(0, max).join('')
}
