import { expect, it } from 'vitest'

import { Latest } from './layout_latest.ts'

/** A maker of pictures that is told when each is ready. */
function slow() {
  const making: { source: string; finish: () => void }[] = []
  const latest = new Latest((source: string) => new Promise<string>((resolve) => making.push({ source, finish: () => resolve(source.toUpperCase()) })))
  const finish = async (source: string) => {
    making.find((one) => one.source === source)?.finish()
    await Promise.resolve()
    await Promise.resolve()
  }
  return { latest, making: () => making.map((one) => one.source), finish }
}

it('keeps the last picture until the next is made', async () => {
  const { latest, finish } = slow()
  latest.want('a')
  expect(latest.shown()).toBeNull()
  await finish('a')
  expect(latest.shown()).toBe('A')
  latest.want('b')
  expect(latest.shown()).toBe('A')
  await finish('b')
  expect(latest.shown()).toBe('B')
})

it('makes one at a time, and after it only the newest', async () => {
  const { latest, making, finish } = slow()
  for (const source of ['a', 'b', 'c']) latest.want(source)
  expect(making()).toEqual(['a'])
  await finish('a')
  expect(latest.shown()).toBeNull()
  expect(making()).toEqual(['a', 'c'])
  await finish('c')
  expect(latest.shown()).toBe('C')
})

it('drops what is ready too late', async () => {
  const { latest, finish } = slow()
  latest.want('a')
  latest.show('Z')
  await finish('a')
  expect(latest.shown()).toBe('Z')
})
