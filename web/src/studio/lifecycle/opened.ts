import { isRecord } from '../../api/problem.ts'

/** Which machines were opened here, and when: those are what somebody looks for first. */

const KEY = 'entrega.studio-opened'
const OPENED_MAX = 20

/** When each was last opened, in milliseconds since 1970. */
export function openedMachines(): ReadonlyMap<string, number> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return new Map(Object.entries(isRecord(kept) ? kept : {}).flatMap(([name, at]) => (typeof at === 'number' ? [[name, at] as const] : [])))
  } catch {
    return new Map()
  }
}

export function noteOpened(name: string): void {
  const opened = new Map(openedMachines()).set(name, Date.now())
  const last = [...opened].sort(([, one], [, other]) => other - one).slice(0, OPENED_MAX)
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(last)))
  } catch {
    // A browser that keeps nothing has no last ones.
  }
}
