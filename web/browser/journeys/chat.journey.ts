import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launch, Visitor } from '../chromium.ts'
import { Server } from '../server.ts'
import { placeOrder } from '../shopper.ts'
import { Store } from '../store.ts'

/** A model that takes its time over a long story, and leaves all else to the shop's own texts. */
const story = ['A feijoada ', 'começa ', 'na véspera, ', 'quando ', 'o feijão ', 'fica de molho. ', 'De manhã ', 'a panela ', 'vai ao fogo ', 'baixo, ', 'com louro ', 'e laranja. ', 'Ao meio-dia ', 'está pronta.']
const script = [
  { when: { said: 'história' }, say: story, pause_milliseconds: 400 },
  { fail: { error: 'ServiceUnavailableException', message: 'nothing to say' } },
]

let server: Server
let browser: Browser
let store: Store

beforeAll(async () => {
  ;[server, browser] = await Promise.all([Server.start({ script }), launch()])
  store = await Store.of(server)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Says something as soon as the assistant is not speaking. */
async function say(chat: Page, words: string): Promise<void> {
  await chat.getByLabel('Escreva sua mensagem').fill(words)
  await chat.getByRole('button', { name: 'Enviar', exact: true }).click()
}

const log = (chat: Page) => chat.getByRole('log', { name: 'Conversa' })
/** What comes after a question. */
const answer = (chat: Page, question: string) => log(chat).getByText(question).locator('xpath=../following-sibling::div[1]')
const stop = (chat: Page) => chat.getByRole('button', { name: 'Parar a resposta' })

describe('the chat', () => {
  it('answers the three questions about the order', async () => {
    const customer = await Visitor.come(browser, server, { phone: true })
    const page = await customer.open('/')
    const order = await placeOrder(page, 'Dinheiro')
    await store.prepare(order)
    const chat = await customer.open('/chat')
    await say(chat, 'Onde está meu pedido?')
    await say(chat, 'Onde está meu pedido?')
    await answer(chat, 'Onde está meu pedido?').getByText(/está sendo preparado|em preparo|preparando/i).first().waitFor()
    await say(chat, 'Quando ele vai chegar?')
    await answer(chat, 'Quando ele vai chegar?').getByText(/chega entre \d{2}:\d{2} e \d{2}:\d{2}/).waitFor()
    await say(chat, 'Posso mudar o endereço de entrega?')
    await answer(chat, 'Posso mudar o endereço de entrega?').getByText(/endereço/i).first().waitFor()
    await customer.leave()
  })

  it('stops in the middle of an answer, and tells it whole when asked again', async () => {
    const customer = await Visitor.come(browser, server)
    const chat = await known(customer)
    await say(chat, 'Conte uma história')
    await log(chat).getByText(/véspera/).waitFor()
    await stop(chat).click()
    await log(chat).getByText('Você parou esta resposta.').waitFor()
    expect(await log(chat).innerText()).not.toContain('está pronta')
    await chat.getByRole('button', { name: 'Responder de novo' }).click()
    await log(chat).getByText(/está pronta\./).waitFor()
    await customer.leave()
  })

  it('goes on after a reload in the middle of an answer, and in a second tab', async () => {
    const customer = await Visitor.come(browser, server)
    const chat = await known(customer)
    await say(chat, 'Conte uma história')
    await log(chat).getByText(/véspera/).waitFor()
    await chat.reload()
    const second = await customer.open('/chat')
    for (const tab of [chat, second]) {
      await log(tab).getByText(story.join('').trim()).waitFor()
      expect(await log(tab).getByText('Conte uma história').count()).toBe(1)
    }
    await say(second, 'Obrigada!')
    await log(chat).getByText('Obrigada!').waitFor()
    await customer.leave()
  })

  it('goes over to a person in the console, and back', async () => {
    const customer = await Visitor.come(browser, server)
    const clerk = await Visitor.come(browser, server)
    await clerk.signInAsOperator()
    const chat = await known(customer, 'Rosa')
    await chat.getByRole('button', { name: 'Falar com uma pessoa' }).click()
    await chat.getByText('Chamando alguém').waitFor()

    const desk = await clerk.open('/console/conversations')
    await desk.getByRole('link', { name: /Rosa/ }).click()
    await desk.getByRole('button', { name: /Atender/ }).click()
    await desk.getByLabel('Sua resposta').fill('Oi, Rosa! Como posso ajudar?')
    await desk.keyboard.press('Enter')
    await log(chat).getByText('Oi, Rosa! Como posso ajudar?').waitFor()
    await say(chat, 'Tem opção sem glúten?')
    await desk.getByRole('log').getByText('Tem opção sem glúten?').waitFor()

    await desk.getByRole('button', { name: /Devolver ao assistente/ }).click()
    await chat.getByRole('status').getByText('Assistente da loja').waitFor()
    await say(chat, 'Qual é o horário da loja?')
    await log(chat).getByText('Qual é o horário da loja?').waitFor()
    await stop(chat).waitFor({ state: 'detached' })
    await customer.leave()
    await clerk.leave()
  })
})

/** The chat of somebody who has said how they are called, and nothing else. */
async function known(customer: Visitor, name = 'Ana'): Promise<Page> {
  const chat = await customer.open('/chat')
  await chat.getByLabel('Seu nome').fill(name)
  await chat.getByRole('button', { name: 'Começar' }).click()
  await log(chat).waitFor()
  return chat
}
