import { mkdir, rm, writeFile } from 'node:fs/promises'

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launch, type Look, Visitor } from './chromium.ts'
import { withPalette } from './palette.ts'
import { customersScreens, putExecutions, putOrder, type Screen, settled, show, staffScreens, strangersScreens } from './screens.ts'
import { Server } from './server.ts'
import { Store } from './store.ts'

const folder = new URL('../screenshots/', import.meta.url)

/** The set is to stay small in the repository. */
const BYTES_MAX = 6 * 1_024 * 1_024

/** Enough goes on for something to be everywhere. */
const PACE = 10

const looks = {
  desktop: {},
  'desktop-dark': { dark: true },
  phone: { phone: true },
  'phone-dark': { phone: true, dark: true },
} satisfies Record<string, Look>

type LookName = keyof typeof looks
/** Which screens are kept, and how they are looked at. */
type Kept = Record<string, readonly LookName[]>

const keptOfStrangers: Kept = {
  'sign-in': ['desktop', 'phone-dark'],
  cart: ['desktop'],
  'checkout-known': ['desktop', 'phone'],
  'chat-introduction': ['phone'],
}

const keptOfCustomers: Kept = {
  shop: ['desktop', 'desktop-dark', 'phone', 'phone-dark'],
  'shop-search': ['phone'],
  item: ['desktop-dark', 'phone'],
  order: ['desktop', 'phone-dark'],
  receipt: ['phone'],
  orders: ['phone'],
  chat: ['desktop-dark', 'phone'],
  demo: ['desktop'],
  phone: ['desktop'],
}

const keptOfStaff: Kept = {
  board: ['desktop', 'desktop-dark', 'phone'],
  overview: ['desktop', 'desktop-dark'],
  executions: ['desktop', 'phone-dark'],
  execution: ['desktop'],
  'execution-inspector': ['desktop-dark'],
  'execution-events': ['desktop'],
  'execution-timeline': ['desktop'],
  callbacks: ['desktop'],
  metrics: ['desktop'],
  invariants: ['desktop'],
  conversations: ['desktop'],
  function: ['desktop-dark'],
  machine: ['desktop'],
  table: ['desktop'],
  topic: ['desktop'],
  outbox: ['desktop'],
  knowledge: ['desktop'],
  models: ['desktop'],
  experiments: ['desktop'],
  roles: ['desktop'],
  cost: ['desktop'],
  'studio-start': ['desktop'],
  studio: ['desktop', 'phone-dark'],
  'studio-state': ['desktop-dark'],
  'studio-choice': ['desktop'],
  'studio-code': ['desktop'],
  'studio-rehearsal': ['desktop'],
  'studio-blank': ['desktop-dark'],
}

let demo: Server
let empty: Server
let browser: Browser
let bytes = 0

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  ;[demo, empty, browser] = await Promise.all([Server.start({ demo: true, pace: PACE }), Server.start(), launch()])
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([demo?.stop(), empty?.stop()])
})

async function picture(page: Page, name: string): Promise<void> {
  const png = withPalette(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
  bytes += png.length
  await writeFile(new URL(`${name}.png`, folder), png)
}

async function pictures(server: Server, screens: readonly Screen[], kept: Kept, come: (look: Look) => Promise<Visitor>): Promise<void> {
  for (const [name, look] of Object.entries(looks)) {
    const wanted = screens.filter((screen) => kept[screen.name]?.some((one) => one === name))
    if (wanted.length === 0) continue
    const visitor = await come(look)
    const page = await visitor.open('/')
    for (const screen of wanted) {
      await show(page, server, screen)
      await picture(page, `${screen.name}-${name}`)
    }
    await visitor.leave()
  }
}

describe('what the screens look like', () => {
  it('where there is nothing yet', async () => {
    const staff = await Visitor.come(browser, empty)
    await staff.signInAsOperator()
    const page = await staff.open('/board')
    for (const [name, path] of [['board-empty', '/board'], ['executions-empty', '/console/executions'], ['callbacks-empty', '/console/callbacks']] as const) {
      await show(page, empty, { name, path })
      await picture(page, `${name}-desktop`)
    }
    await staff.leave()
    const customer = await Visitor.come(browser, empty, looks.phone)
    const shop = await customer.open('/checkout')
    await settled(shop)
    await picture(shop, 'checkout-empty-phone')
    await customer.leave()
  })

  it('while answers are on their way, and when none come', async () => {
    for (const [name, path, asOperator] of [['shop', '/', false], ['executions', '/console/executions', true]] as const) {
      const visitor = await Visitor.come(browser, empty)
      // Pages say so when nobody answers; here that is what is wanted.
      visitor.serverIsDown = true
      if (asOperator) await visitor.signInAsOperator()
      const asked = asOperator ? /\/api\/console\/executions\?/ : /\/api\/stores\//
      const loading = await visitor.open('about:blank')
      await loading.route(asked, () => undefined)
      await loading.goto(empty.url + path)
      await loading.locator('.animate-pulse-soft').first().waitFor()
      await picture(loading, `${name}-loading-desktop`)
      await loading.close()
      const failing = await visitor.open('about:blank')
      await failing.route(asked, (route) => route.abort())
      await failing.goto(empty.url + path)
      await failing.getByRole('button', { name: /Tentar de novo/ }).first().waitFor()
      await picture(failing, `${name}-error-desktop`)
      await visitor.leave()
    }
  })

  it('to those whom nobody knows', async () => {
    for (const screen of strangersScreens) await pictures(demo, [screen], keptOfStrangers, (look) => Visitor.come(browser, demo, look))
  })

  it('to a customer, and to the staff, when much is going on', async () => {
    const store = await Store.of(demo)
    const customer = await Visitor.come(browser, demo, looks.phone)
    const executions = await putExecutions(demo)
    const order = await putOrder(customer)
    const cookies = await customer.context.cookies()
    const page = await customer.open(`/checkout?order=${order}`)
    await page.getByRole('img', { name: /QR/ }).waitFor()
    await settled(page)
    await picture(page, 'order-placed-phone')
    await page.getByRole('button', { name: 'Pagar como se fosse no banco' }).click()
    await store.until(order, 'ON_THE_WAY', 240_000)
    await customer.leave()
    await pictures(demo, customersScreens(order), keptOfCustomers, async (look) => {
      const visitor = await Visitor.come(browser, demo, look)
      await visitor.context.addCookies(cookies)
      return visitor
    })
    await pictures(demo, staffScreens(executions), keptOfStaff, async (look) => {
      const visitor = await Visitor.come(browser, demo, look)
      await visitor.signInAsOperator()
      return visitor
    })
    console.log(`all pictures: ${(bytes / 1_024 / 1_024).toFixed(1)} MB`)
    expect(bytes).toBeLessThan(BYTES_MAX)
  })
})
