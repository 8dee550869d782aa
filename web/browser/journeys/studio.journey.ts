import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launch, Visitor } from '../chromium.ts'
import { Server } from '../server.ts'

let server: Server
let browser: Browser

/** The order workflow as it was first written down; see the notes on the shared data in docs/testing. */
const seed: unknown = JSON.parse(readFileSync(join(process.env.ENTREGA_SHARED ?? '../../shared', 'seed/delivery-workflow.asl.json'), 'utf8'))

beforeAll(async () => {
  ;[server, browser] = await Promise.all([Server.start(), launch()])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function designer(name: string): Promise<{ visitor: Visitor; page: Page }> {
  const visitor = await Visitor.come(browser, server)
  await visitor.signInAsOperator()
  const page = await visitor.open(`/studio/${name}`)
  await page.getByRole('button', { name: 'Inserir o primeiro estado' }).waitFor()
  return { visitor, page }
}

/** What is written, as the browser keeps it until it is saved. */
async function written(page: Page, name: string): Promise<unknown> {
  await page.waitForTimeout(600)
  const draft = await page.evaluate((key) => localStorage.getItem(key), `entrega:studio:${name}`)
  return JSON.parse(JSON.parse(draft ?? '{}').text)
}

let drags = 0
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()]
  if (!start || !end) throw new Error('what is dragged, or where to, is not in view')
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(start.x + start.width / 2 + 20, start.y + start.height / 2 + 10, { steps: 3 })
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 8 })
  await page.screenshot({ path: `/tmp/drag-${++drags}.png` })
  await page.mouse.up()
}

describe('the order workflow is built from a blank canvas', () => {
  it('by dragging', async () => {
    const { visitor, page } = await designer('arrastado')
    const item = (name: string) => page.getByRole('complementary', { name: 'Peças e estrutura' }).getByRole('button', { name: new RegExp(`^${name} `) })
    const canvas = page.getByRole('region', { name: 'Desenho' })
    const state = (name: string) => canvas.locator(`[data-state="${name}"]`)
    await drag(page, item('ReceiveOrder'), canvas)
    await state('ReceiveOrder').waitFor()
    await drag(page, item('CheckAvailability'), state('ReceiveOrder'))
    await state('CheckAvailability').waitFor()
    await drag(page, item('Choice'), state('CheckAvailability'))
    await state('Choice').waitFor()
    await state('Choice').press('F2')
    await page.getByLabel('Novo nome de Choice').fill('IsAvailable')
    await page.keyboard.press('Enter')
    for (const [name, after] of [['CalculateDeliveryCost', 'IsAvailable'], ['ConfirmOrder', 'CalculateDeliveryCost'], ['ProcessPayment', 'ConfirmOrder'], ['NotifyCustomer', 'ProcessPayment'], ['TrackDelivery', 'NotifyCustomer']] as const) {
      await drag(page, item(name), state(after))
      await state(name).waitFor()
    }
    console.log(JSON.stringify(await written(page, 'arrastado'), null, 1))
    await page.screenshot({ path: '/tmp/j1.png' })
    await state('IsAvailable').click()
    await page.waitForTimeout(1500)
    await page.screenshot({ path: '/tmp/j2.png' })
    await visitor.leave()
  })
})
