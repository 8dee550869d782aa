/** AWS's rule for the names of machines (API reference, CreateStateMachine), without the letters it only bears. */
const NAME = /^[\w-]{1,80}$/
const NAME_LENGTH_MAX = 80

export function isMachineName(name: string): boolean {
  return NAME.test(name)
}

/** A name that nobody has yet, by counting on. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const end = count === 1 ? '' : `-${count}`
    const name = wanted.slice(0, NAME_LENGTH_MAX - end.length) + end
    if (!taken.has(name)) return name
  }
}

/** A name made of what something else is called: `Order flow.asl.json` is `Order-flow`. Empty when nothing of it serves. */
export function nameOf(title: string): string {
  return title
    .replace(/\.(asl|json|yaml|yml|template)(?=\.|$)/gi, '')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, NAME_LENGTH_MAX)
}
