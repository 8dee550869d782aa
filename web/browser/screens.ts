import type { Page } from 'playwright-core'

import { aws, createMachine, ledger, startExecution } from './aws.ts'
import type { Visitor } from './chromium.ts'
import type { Server } from './server.ts'
import { fillCheckout, placeOrder, takeFeijoada } from './shopper.ts'

/** Every screen of the app, as somebody comes to it. */
export type Screen = {
  name: string
  path: string
  /** What is done there before it is looked at. */
  then?: (page: Page) => Promise<void>
}

const encode = encodeURIComponent

/** A server's own page is ready when nothing on it is still on its way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main, dialog[open]').first().waitFor()
  await page.waitForFunction(() => {
    const isLoading = [...document.querySelectorAll('[role=status]')].some((status) => status.textContent?.startsWith('Carregando'))
    const isHere = [...document.images].every((image) => image.complete || image.loading === 'lazy')
    return !isLoading && !document.querySelector('[aria-hidden].bg-sunken.animate-pulse-soft') && isHere
  })
  await page.evaluate(() => document.fonts.ready)
}

/** Executions to look at: one that failed, and one that waits for somebody. */
export type Executions = { failed: string; waiting: string }

export async function putExecutions(server: Server): Promise<Executions> {
  const { activityArn } = await aws<{ activityArn: string }>(server, 'states', 'CreateActivity', { name: 'approval' })
  const machine = await createMachine(server, 'ledger', ledger(activityArn))
  const failed = await startExecution(server, machine, 'rent-of-may', { id: 'rent', memo: 'May', amount: 700 })
  const waiting = await startExecution(server, machine, 'new-roof', { id: 'roof', memo: 'A new roof', amount: 48_000 })
  return { failed, waiting }
}

/** An order of a customer's own, to look at. */
export async function putOrder(customer: Visitor): Promise<string> {
  const page = await customer.open('/')
  const order = await placeOrder(page, 'Pix')
  await page.close()
  return order
}

export function customersScreens(order: string): Screen[] {
  return [
    { name: 'shop', path: '/' },
    {
      name: 'shop-search',
      path: '/',
      then: async (page) => {
        await page.getByRole('searchbox').first().fill('pao')
        await page.getByText(/resultado/).first().waitFor()
      },
    },
    { name: 'item', path: '/item/feijoada', then: (page) => page.getByRole('dialog').waitFor() },
    {
      name: 'checkout',
      path: '/',
      then: async (page) => {
        await takeFeijoada(page)
        await page.goto(new URL('/checkout', page.url()).href)
        await page.getByRole('heading', { name: 'Quem pede' }).waitFor()
      },
    },
    { name: 'order-placed', path: `/checkout?order=${order}` },
    { name: 'order', path: `/orders/${order}` },
    { name: 'receipt', path: `/orders/${order}?view=receipt` },
    { name: 'orders', path: '/orders' },
    {
      name: 'chat',
      path: `/chat?order=${order}`,
      then: async (page) => {
        await page.getByRole('log', { name: 'Conversa' }).waitFor()
        if (await page.getByText('Assistente da loja ·').count() < 2) {
          await page.getByLabel('Escreva sua mensagem').fill('Onde está meu pedido?')
          await page.getByRole('button', { name: 'Enviar', exact: true }).click()
        }
        await page.getByRole('button', { name: 'Não ajudou' }).last().waitFor()
      },
    },
    { name: 'demo', path: '/demo' },
    { name: 'phone', path: '/phone' },
    { name: 'not-found', path: '/somewhere/else' },
  ]
}

export function staffScreens({ failed, waiting }: Executions): Screen[] {
  const execution = `/console/executions/${encode(failed)}`
  return [
    { name: 'board', path: '/board' },
    { name: 'overview', path: '/console' },
    { name: 'executions', path: '/console/executions' },
    { name: 'execution', path: execution },
    { name: 'execution-table', path: `${execution}?view=table` },
    { name: 'execution-events', path: `${execution}?view=events` },
    { name: 'execution-timeline', path: `${execution}?view=timeline` },
    {
      name: 'execution-inspector',
      path: execution,
      then: async (page) => {
        await page.getByRole('button', { name: 'Ver Book' }).click()
        await page.getByRole('complementary', { name: 'Detalhes do passo' }).waitFor()
      },
    },
    {
      name: 'rerun',
      path: execution,
      then: async (page) => {
        await page.getByRole('button', { name: 'Executar de novo', exact: true }).click()
        await page.getByRole('dialog').getByRole('textbox').first().waitFor()
      },
    },
    { name: 'execution-waiting', path: `/console/executions/${encode(waiting)}` },
    { name: 'callbacks', path: '/console/callbacks' },
    { name: 'metrics', path: '/console/metrics' },
    { name: 'invariants', path: '/console/invariants' },
    { name: 'conversations', path: '/console/conversations' },
    { name: 'feedback', path: '/console/conversations?tab=feedback' },
    { name: 'functions', path: '/console/functions' },
    { name: 'function', path: '/console/functions/ApplyChangeFunction' },
    { name: 'machines', path: '/console/machines' },
    { name: 'machine', path: '/console/machines/ledger' },
    { name: 'tables', path: '/console/tables' },
    { name: 'table', path: '/console/tables/entrega' },
    { name: 'topics', path: '/console/topics' },
    { name: 'topic', path: `/console/topics/${encode('arn:aws:sns:us-east-1:000000000000:order-notices')}` },
    { name: 'outbox', path: '/console/outbox' },
    { name: 'knowledge', path: '/console/knowledge/shop' },
    { name: 'models', path: '/console/models' },
    { name: 'experiments', path: '/console/experiments' },
    { name: 'roles', path: '/console/roles' },
    { name: 'cost', path: '/console/cost' },
    { name: 'studio-start', path: '/studio' },
    ...studioScreens,
  ]
}

const onCanvas = (state: string) => (page: Page) => page.locator(`[data-state="${state}"]`).waitFor()

/** The studio, with the order workflow and with nothing in it. */
const studioScreens: Screen[] = [
  { name: 'studio', path: '/studio/order', then: onCanvas('ReceiveOrder') },
  { name: 'studio-state', path: '/studio/order?state=ProcessPayment', then: onCanvas('ProcessPayment') },
  { name: 'studio-choice', path: '/studio/order?state=IsAvailable&side=outline', then: onCanvas('IsAvailable') },
  { name: 'studio-code', path: '/studio/order?pane=code&drawer=problems', then: (page) => page.getByRole('textbox', { name: 'Código' }).waitFor() },
  {
    name: 'studio-rehearsal',
    path: '/studio/order?drawer=test&test=flow',
    then: async (page) => {
      await page.getByRole('button', { name: 'Ensaiar', exact: true }).click()
      await page.getByRole('slider').waitFor()
    },
  },
  { name: 'studio-cases', path: '/studio/order?drawer=test&test=cases', then: onCanvas('ReceiveOrder') },
  {
    name: 'studio-export',
    path: '/studio/order',
    then: async (page) => {
      await page.getByRole('button', { name: 'Mais opções', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Exportar' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'studio-versions', path: '/studio/order?compare=saved..now', then: (page) => page.getByRole('dialog').waitFor() },
  { name: 'studio-blank', path: '/studio/a-blank-one', then: (page) => page.getByRole('button', { name: 'Inserir o primeiro estado' }).waitFor() },
]

/** Screens of somebody whom the server does not know. */
export const strangersScreens: Screen[] = [
  { name: 'sign-in', path: '/console', then: (page) => page.getByLabel('Senha').waitFor() },
  { name: 'chat-introduction', path: '/chat', then: (page) => page.getByLabel('Seu nome').waitFor() },
  { name: 'orders-unknown', path: '/orders' },
  {
    name: 'cart',
    path: '/',
    then: async (page) => {
      await takeFeijoada(page)
      await page.getByText('Feijoada completa').first().waitFor()
    },
  },
  {
    name: 'checkout-known',
    path: '/',
    then: async (page) => {
      await takeFeijoada(page)
      await fillCheckout(page, { card: 'Recusado' })
    },
  },
]

/** Goes to a screen, and waits until all of it is there. */
export async function show(page: Page, server: Server, screen: Screen): Promise<void> {
  await page.goto(server.url + screen.path)
  await settled(page)
  await screen.then?.(page)
  await settled(page)
}
