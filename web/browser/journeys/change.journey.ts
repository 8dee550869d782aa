import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launch, Visitor } from '../chromium.ts'
import { Server } from '../server.ts'
import { placeOrder } from '../shopper.ts'
import { Store } from '../store.ts'

const elsewhere = 'Avenida do Anel, 340'

let server: Server
let browser: Browser
let store: Store

beforeAll(async () => {
  ;[server, browser] = await Promise.all([Server.start(), launch()])
  store = await Store.of(server)
  await store.hireCourier('bia', 'Bia')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function whereTo(order: string): Promise<string> {
  return JSON.stringify((await store.order(order)).address)
}

describe('another address', () => {
  it('is asked for on the order while it is prepared, and the board agrees', async () => {
    const customer = await Visitor.come(browser, server, { phone: true })
    const clerk = await Visitor.come(browser, server)
    await clerk.signInAsOperator()
    const board = await clerk.open('/board')
    const page = await customer.open('/')
    const order = await placeOrder(page, 'Dinheiro')
    await store.prepare(order)

    await page.goto(new URL(`/orders/${order}`, server.url).href)
    await page.getByRole('button', { name: 'Mudar endereço' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Novo endereço').fill(elsewhere)
    await dialog.getByRole('button', { name: 'Ver o que muda' }).click()
    await dialog.getByRole('button', { name: 'Pedir à loja' }).click()
    await page.getByText(/A loja está vendo o novo endereço/).waitFor()

    const card = board.getByRole('article', { name: /pediu outro endereço/ })
    await card.getByText(elsewhere).waitFor()
    await card.getByRole('button', { name: 'Aprovar' }).click()
    await page.getByText(/A loja está vendo o novo endereço/).waitFor({ state: 'detached' })
    await page.getByText(elsewhere).first().waitFor()
    await expect.poll(() => whereTo(order)).toContain(elsewhere)
    await customer.leave()
    await clerk.leave()
  })

  it('is asked for in the chat while the order moves, confirmed by a click, and the board agrees', async () => {
    const customer = await Visitor.come(browser, server)
    const clerk = await Visitor.come(browser, server)
    await clerk.signInAsOperator()
    const page = await customer.open('/')
    const order = await placeOrder(page, 'Dinheiro')
    await store.prepare(order)
    await store.send(order, 'bia')
    await store.position('bia', 100, 0)

    const chat = await customer.open(`/chat?order=${order}`)
    await chat.getByLabel('Escreva sua mensagem').fill(`Quero mudar o endereço para ${elsewhere}`)
    await chat.keyboard.press('Enter')
    const proposal = chat.getByRole('region', { name: 'Mudança para confirmar' })
    await proposal.getByText('A loja precisa concordar antes de mudar.').waitFor()
    await store.position('bia', 160, 0)
    await proposal.getByRole('button', { name: 'Confirmar' }).click()
    await chat.getByText('Confirmado. A loja foi consultada.').waitFor()

    const board = await clerk.open('/board')
    const card = board.getByRole('article', { name: /pediu outro endereço/ })
    await card.getByRole('button', { name: 'Aprovar' }).click()
    const tracking = await customer.open(`/orders/${order}`)
    await tracking.getByText(elsewhere).first().waitFor()
    // What is asked for is on the page as well: the order itself says where it goes.
    await expect.poll(() => whereTo(order), { timeout: 20_000 }).toContain(elsewhere)
    await customer.leave()
    await clerk.leave()
  })
})
