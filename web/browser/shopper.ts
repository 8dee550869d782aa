import type { Page } from 'playwright-core'

/** How a customer of these journeys pays: by Pix, by a card of the sandbox's by its name on the page, or in cash. */
export type Pays = 'Pix' | 'Dinheiro' | { card: string }

/** An address that the store delivers to. */
export const home = { street: 'Avenida do Anel', number: '300' }

/** Puts a feijoada for one into the cart. */
export async function takeFeijoada(page: Page): Promise<void> {
  await page.goto(new URL('/item/feijoada', page.url()).href)
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Individual').check()
  await sheet.getByRole('button', { name: /Adicionar/ }).click()
  await sheet.waitFor({ state: 'detached' })
}

/** Who, where and how it is paid: all but the last button. */
export async function fillCheckout(page: Page, pays: Pays, where = home): Promise<void> {
  await page.goto(new URL('/checkout', page.url()).href)
  await page.getByLabel('Seu nome').fill('Ana')
  await page.getByLabel('Celular').fill('11987654321')
  await press(page, 'Continuar')
  await page.getByRole('combobox', { name: 'Rua' }).or(page.getByLabel('Rua', { exact: true })).first().fill(where.street)
  await page.getByLabel('Número').fill(where.number)
  await press(page, 'Ver entrega e total')
  await page.getByRole('radio', { name: typeof pays === 'string' ? pays : 'Cartão' }).check()
  if (typeof pays === 'object') await chooseCard(page, pays.card)
}

/** A card is drawn in the place of its radio button. */
export async function chooseCard(page: Page, name: string): Promise<void> {
  await page.getByText(name, { exact: true }).click()
}

/** Presses what the page is for; it is at the bottom on a phone and beside the form elsewhere. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).locator('visible=true').first().click()
}

/** Orders, and gives the order's identifier. */
export async function placeOrder(page: Page, pays: Pays): Promise<string> {
  await takeFeijoada(page)
  await fillCheckout(page, pays)
  await press(page, /Fazer pedido/)
  await page.waitForURL(/\/checkout\?order=/)
  return orderOf(page)
}

/** The order that a page is about, from its address. */
export function orderOf(page: Page): string {
  const order = new URL(page.url()).searchParams.get('order')
  if (!order) throw new Error(`the address names no order: ${page.url()}`)
  return order
}
