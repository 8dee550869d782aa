import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { violations } from '../axe.ts'
import { type Look, launch, Visitor } from '../chromium.ts'
import { customersScreens, type Executions, putExecutions, putOrder, type Screen, show, staffScreens, strangersScreens } from '../screens.ts'
import { Server } from '../server.ts'

/** Quick enough for something to be everywhere, slow enough to look at it. */
const PACE = 6

/** All screens of one kind are looked at within this. */
const ALL_WITHIN_MS = 400_000

let server: Server
let browser: Browser
let executions: Executions

const calm: Look = { reducedMotion: true }
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 }, zoomed: { width: 720, height: 450 } }
/** What still moves after so many frames is a cursor that blinks, or out of view. */
const FRAMES_MAX = 30

/** At 200 % a desktop is as wide as a small tablet: a few screens stand for all. */
const zoomed = new Set(['shop', 'item', 'checkout', 'order', 'chat', 'board', 'overview', 'executions', 'execution-inspector', 'rerun', 'sign-in'])

beforeAll(async () => {
  ;[server, browser] = await Promise.all([Server.start({ demo: true, pace: PACE }), launch()])
  executions = await putExecutions(server)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Colours that were changed go over into one another, each within what is around it. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async (framesMax) => {
    const isMoving = () => document.getAnimations().some(({ playState }) => playState === 'running')
    for (let frames = 0; frames < 2 || (frames < framesMax && isMoving()); frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
  }, FRAMES_MAX)
}

/** What is wrong with screens, each in light and dark, on a desk, on a phone, and some at 200 %. */
async function wrongs(page: Page, screens: readonly Screen[]): Promise<string[]> {
  const found: string[] = []
  for (const screen of screens) {
    const look = async (dark: boolean, size: keyof typeof sizes) => {
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      await page.setViewportSize(sizes[size])
      await still(page)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      const about = `${screen.name}, ${dark ? 'dark' : 'light'}, ${size}`
      if (wide > 0) found.push(`${about}: scrolls sideways by ${wide} px`)
      found.push(...(await violations(page)).map((wrong) => `${about}: ${wrong}`))
    }
    await page.setViewportSize(sizes.desktop)
    await show(page, server, screen)
    await look(false, 'desktop')
    await look(true, 'desktop')
    await look(true, 'phone')
    if (zoomed.has(screen.name)) await look(false, 'zoomed')
  }
  return found
}

describe('every screen is accessible', () => {
  it('to those whom the server does not know', { timeout: ALL_WITHIN_MS }, async () => {
    for (const screen of strangersScreens) {
      const stranger = await Visitor.come(browser, server, calm)
      expect.soft(await wrongs(await stranger.open('about:blank'), [screen])).toEqual([])
      await stranger.leave()
    }
  })

  it('to customers', { timeout: ALL_WITHIN_MS }, async () => {
    const customer = await Visitor.come(browser, server, calm)
    expect(await wrongs(await customer.open('about:blank'), customersScreens(await putOrder(customer)))).toEqual([])
    await customer.leave()
  })

  it('to the staff', { timeout: ALL_WITHIN_MS }, async () => {
    const staff = await Visitor.come(browser, server, calm)
    await staff.signInAsOperator()
    expect(await wrongs(await staff.open('about:blank'), staffScreens(executions))).toEqual([])
    await staff.leave()
  })
})
