import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launch, Visitor } from '../chromium.ts'
import { Server } from '../server.ts'
import { chooseCard, fillCheckout, placeOrder, orderOf, press, takeFeijoada } from '../shopper.ts'
import { Store } from '../store.ts'

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

describe('an order', () => {
  it('is paid by Pix, accepted on the board, carried, and handed over by its PIN', async () => {
    const customer = await Visitor.come(browser, server, { phone: true })
    const clerk = await Visitor.come(browser, server)
    await clerk.signInAsOperator()
    const page = await customer.open('/')
    const order = await placeOrder(page, 'Pix')

    const board = await clerk.open('/board')
    await board.getByRole('button', { name: /Aceitar/ }).first().click()

    await press(page, /Pagar como se fosse no banco/)
    await page.getByText('Pago, obrigado!').waitFor()
    // After the good news the page goes on to the order by itself.
    await page.waitForURL(new RegExp(`/orders/${order}`))

    await store.until(order, 'CONFIRMED')
    await board.getByRole('button', { name: /^Começar/ }).first().click()
    await page.getByRole('heading', { name: /preparo/i }).first().waitFor()
    await store.until(order, 'PREPARING')
    await store.ask('POST', `/api/board/orders/${order}/ready`)
    await store.assign(order, 'bia')
    await store.courier('bia', order, 'at-store')
    await store.courier('bia', order, 'picked-up')
    await page.getByText(/Saiu para entrega|a caminho/i).first().waitFor()
    await store.courier('bia', order, 'arrived')

    // The number is on the customer's page, and nowhere in the store's.
    const pin = (await page.getByRole('region', { name: 'PIN da entrega' }).locator('.sr-only').innerText()).replaceAll(' ', '')
    expect(pin).toMatch(/^\d{4}$/)
    expect(JSON.stringify(await store.order(order))).not.toContain(`"pin"`)
    await store.courier('bia', order, 'hand-over', { pin })
    await page.getByText(/^Bom apetite/).first().waitFor()
    await customer.leave()
    await clerk.leave()
  })

  it('whose card is declined is paid by another', async () => {
    const customer = await Visitor.come(browser, server)
    const page = await customer.open('/')
    const order = await placeOrder(page, { card: 'Sem saldo' })
    await store.accept(order)
    await page.getByText('O cartão foi recusado').waitFor()
    await chooseCard(page, 'Aprovado')
    await press(page, /^Pagar/)
    await page.getByText('Pago, obrigado!').waitFor()
    await store.until(order, 'CONFIRMED')
    await customer.leave()
  })

  it('of what sells out during the checkout is mended where it stands', async () => {
    const customer = await Visitor.come(browser, server)
    const page = await customer.open('/')
    await takeFeijoada(page)
    await fillCheckout(page, 'Dinheiro')
    await store.stock('feijoada', 0)
    await press(page, /Fazer pedido/)
    await page.getByRole('heading', { name: 'O que prefere no lugar?' }).waitFor()
    await page.getByRole('button', { name: /Escondidinho/ }).click()
    await page.getByRole('heading', { name: 'A loja está vendo seu pedido' }).waitFor()
    const order = orderOf(page)
    await store.accept(order)
    await page.getByText('Pedido confirmado!').waitFor()
    expect(JSON.stringify((await store.order(order)).lines)).toContain('Escondidinho')
    await store.stock('feijoada', 200)
    await customer.leave()
  })

  it('is the same in two tabs, and goes on by itself when the server was killed', async () => {
    const customer = await Visitor.come(browser, server)
    const page = await customer.open('/')
    const order = await placeOrder(page, 'Dinheiro')
    const first = await customer.open(`/orders/${order}`)
    const second = await customer.open(`/orders/${order}`)
    await first.getByText(/Aguardando a loja/).first().waitFor()
    await second.getByText(/Aguardando a loja/).first().waitFor()

    customer.serverIsDown = true
    await server.kill()
    await first.getByText(/Reconectando/i).first().waitFor()
    await server.begin()
    store = await Store.of(server)
    await store.accept(order)
    await store.until(order, 'CONFIRMED')
    for (const tab of [first, second]) await tab.getByText(/confirmado/i).first().waitFor({ timeout: 30_000 })
    customer.serverIsDown = false
    await customer.leave()
  })
})
