import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { aws, createMachine, startExecution } from './aws.ts'
import { launch, Visitor } from './chromium.ts'
import { Server } from './server.ts'

const EXECUTIONS = 100_000
/** A slow build on a busy machine starts as many as it can in this time, and the result says how many. */
const STARTING_MAX_MS = 600_000
const STARTS_AT_ONCE = 32

/** A round of the loop makes four events. */
const ROUNDS = 6_240

const FIRST_PAINT_MAX_MS = 1_000
const LIST_QUERY_MAX_MS = 50

let server: Server
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([Server.start(), launch()])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const once = { StartAt: 'Noted', States: { Noted: { Type: 'Pass', End: true } } }

const loop = {
  StartAt: 'Count',
  States: {
    Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough' },
    Enough: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: ROUNDS, Next: 'Count' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  },
}

it('the console bears many executions and a long one', async () => {
  const long = await startExecution(server, await createMachine(server, 'loop', loop), 'long', { n: 0 })
  const started = await startMany(await createMachine(server, 'once', once))
  const events = await ended(long)

  const staff = await Visitor.come(browser, server)
  await staff.signInAsOperator()
  // The scripts are in the cache of whoever has been there today.
  await (await staff.open('/console/executions')).getByRole('grid').waitFor()

  const query = await listQuery(staff)
  const list = await looked(staff, '/console/executions', (page) => page.getByRole('row').nth(5).waitFor())
  const execution = await looked(staff, `/console/executions/${encodeURIComponent(long)}?view=events`, (page) => page.getByRole('row').nth(5).waitFor())
  console.log(
    [
      `${started} executions${started < EXECUTIONS ? ` (of ${EXECUTIONS}: a release build on an idle machine starts them all)` : ''}; one of ${events} events`,
      `list query: ${query.toFixed(0)} ms (median)`,
      `list: ${words(list)}`,
      `execution: ${words(execution)}`,
    ].join('\n'),
  )
  await staff.leave()
  expect(query).toBeLessThan(LIST_QUERY_MAX_MS)
  expect(list.firstPaint).toBeLessThan(FIRST_PAINT_MAX_MS)
  expect(execution.firstPaint).toBeLessThan(FIRST_PAINT_MAX_MS)
})

const STUDIO_STATES = 500
const DRAWN_MAX_MS = 1_500

/** Steps that may each fail, a choice after every fifth, and branches after every twentieth. */
function largeWorkflow(states: number): object {
  const all: Record<string, object> = {}
  for (let n = 0; n < states; n += 1) {
    const goesOn = n + 1 < states ? { Next: `S${n + 1}` } : { End: true }
    if (n % 5 === 4 && n + 2 < states) all[`S${n}`] = { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: n, Next: `S${n + 2}` }], Default: `S${n + 1}` }
    else if (n % 20 === 12) all[`S${n}`] = { Type: 'Parallel', Branches: [branch(n, 'a'), branch(n, 'b')], ...goesOn }
    else all[`S${n}`] = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: `f${n % 9}`, 'Payload.$': '$' }, ...(n % 7 === 3 ? { Catch: [{ ErrorEquals: ['States.ALL'], Next: `S${states - 1}` }] } : {}), ...goesOn }
  }
  return { StartAt: 'S0', States: all }
}

const branch = (n: number, name: string) => ({ StartAt: `B${n}${name}`, States: { [`B${n}${name}`]: { Type: 'Pass', End: true } } })

it('the studio bears a large workflow', async () => {
  await createMachine(server, 'large', largeWorkflow(STUDIO_STATES))
  const staff = await Visitor.come(browser, server)
  await staff.signInAsOperator()
  const state = (page: Page, name: string) => page.locator(`[data-state="${name}"]`)
  await state(await staff.open('/studio/large'), 'S0').waitFor()

  const times: number[] = []
  for (let visit = 0; visit < 5; visit += 1) {
    const page = await staff.open('/studio/large')
    await state(page, 'S0').waitFor()
    times.push(await page.evaluate(() => performance.now()))
    await page.close()
  }
  const drawn = times.sort((one, other) => one - other)[2] ?? Number.POSITIVE_INFINITY

  const page = await staff.open('/studio/large')
  await state(page, 'S0').click()
  // As fast as a hand turns a wheel.
  const moving = await framesWhile(page, async () => {
    await page.mouse.wheel(0, 50)
    await page.waitForTimeout(16)
  })
  const editing = await framesWhile(page, async () => {
    await page.keyboard.press('Control+d')
    await page.waitForTimeout(150)
    await page.keyboard.press('Control+z')
    await page.waitForTimeout(150)
  })
  console.log(
    [
      `${STUDIO_STATES} states: drawn ${drawn.toFixed(0)} ms after the beginning of the visit (median of 5)`,
      `moving: ${frameWords(moving)}`,
      `duplicating and undoing: ${frameWords(editing)}`,
    ].join('\n'),
  )
  await staff.leave()
  expect(drawn).toBeLessThan(DRAWN_MAX_MS)
})

async function startMany(machine: string): Promise<number> {
  const deadline = Date.now() + STARTING_MAX_MS
  let next = 0
  const starter = async () => {
    while (next < EXECUTIONS && Date.now() < deadline) await startExecution(server, machine, `e-${next++}`, {})
  }
  await Promise.all(Array.from({ length: STARTS_AT_ONCE }, starter))
  return next
}

/** Waits for the end of an execution, and gives the number of its events. */
async function ended(executionArn: string): Promise<number> {
  for (;;) {
    const { status } = await aws<{ status: string }>(server, 'states', 'DescribeExecution', { executionArn })
    if (status === 'SUCCEEDED') break
    if (status !== 'RUNNING') throw new Error(`the long execution is ${status}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const { events } = await aws<{ events: { id: number }[] }>(server, 'states', 'GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 1 })
  return events[0]?.id ?? 0
}

async function listQuery(staff: Visitor): Promise<number> {
  const page = await staff.open('/console')
  const times = await page.evaluate(async () => {
    const all: number[] = []
    for (let index = 0; index < 21; index += 1) {
      const from = performance.now()
      await (await fetch('/api/console/executions?limit=100')).json()
      all.push(performance.now() - from)
    }
    return all
  })
  await page.close()
  return times.sort((one, other) => one - other)[10] ?? Number.POSITIVE_INFINITY
}

type Frames = { perSecond: number; longest: number; median: number }

const frameWords = (frames: Frames) => `${frames.perSecond.toFixed(0)} frames a second, median ${frames.median.toFixed(0)} ms, the longest ${frames.longest.toFixed(0)} ms`

/** The frames of four seconds in which something is done again and again. */
async function framesWhile(page: Page, doing: () => Promise<void>): Promise<Frames> {
  const frames = page.evaluate(async () => {
    const gaps: number[] = []
    let last = performance.now()
    const end = last + 4_000
    while (last < end) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      gaps.push(now - last)
      last = now
    }
    return gaps
  })
  let isOver = false
  void frames.finally(() => (isOver = true))
  while (!isOver) await doing()
  const gaps = (await frames).sort((one, other) => one - other)
  return { perSecond: gaps.length / 4, longest: gaps.at(-1) ?? 0, median: gaps[gaps.length >> 1] ?? 0 }
}

/** In milliseconds from the beginning of the visit, and frames while it is scrolled. */
type Looked = { firstPaint: number; there: number; frames: Frames }

const words = (looked: Looked) => `first paint ${looked.firstPaint.toFixed(0)} ms, there after ${looked.there.toFixed(0)} ms; scrolling: ${frameWords(looked.frames)}`

async function looked(staff: Visitor, path: string, there: (page: Page) => Promise<void>): Promise<Looked> {
  const page = await staff.open(path)
  await there(page)
  const [thereAfter, firstPaint] = await page.evaluate(() => [performance.now(), performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY] as const)
  await page.mouse.move(720, 600)
  const frames = await framesWhile(page, () => page.mouse.wheel(0, 700))
  await page.close()
  return { firstPaint, there: thereAfter, frames }
}
