import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { aws, createLedgerTable, createMachine, ledger, startExecution } from '../aws.ts'
import { launch, Visitor } from '../chromium.ts'
import { Server } from '../server.ts'

let server: Server
let browser: Browser
let machine: string

beforeAll(async () => {
  ;[server, browser] = await Promise.all([Server.start(), launch()])
  const { activityArn } = await aws<{ activityArn: string }>(server, 'states', 'CreateActivity', { name: 'approval' })
  machine = await createMachine(server, 'ledger', ledger(activityArn))
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function operator(path: string): Promise<{ visitor: Visitor; page: Page }> {
  const visitor = await Visitor.come(browser, server)
  await visitor.signInAsOperator()
  return { visitor, page: await visitor.open(path) }
}

const executionPath = (arn: string) => `/console/executions/${encodeURIComponent(arn)}`

describe('the console', () => {
  it('lets in whoever comes by the printed link, once', async () => {
    const link = server.consoleLink
    const operator = await Visitor.come(browser, server)
    const page = await operator.open(link)
    await page.getByRole('navigation').first().waitFor()
    expect(page.url()).not.toContain('#t=')
    await page.reload()
    await page.getByRole('link', { name: 'Execuções' }).first().waitFor()
    await operator.leave()

    const other = await Visitor.come(browser, server)
    const refused = await other.open(link)
    await refused.getByRole('alert').waitFor()
    await refused.getByLabel('Senha').waitFor()
    expect(refused.url()).not.toContain('#t=')
    await other.leave()
  })

  it('finds what failed, says why on top, and redrives it when the cause is gone', async () => {
    await startExecution(server, machine, 'rent-of-may', { id: 'rent', memo: 'May', amount: 700 })
    const { visitor, page } = await operator('/console/executions')
    await page.getByRole('searchbox').fill('rent-of')
    await page.getByRole('button', { name: /^Falhou/ }).click()
    await page.waitForURL((url) => url.searchParams.get('q') === 'rent-of' && url.searchParams.get('status') === 'FAILED')
    await page.reload()
    expect(await page.getByRole('searchbox').inputValue()).toBe('rent-of')
    expect(await page.getByRole('button', { name: /^Falhou/ }).getAttribute('aria-pressed')).toBe('true')

    await page.getByRole('link', { name: 'rent-of-may' }).click()
    const wrong = page.getByRole('region', { name: 'O que deu errado' })
    await wrong.getByRole('heading', { name: /ResourceNotFound/ }).waitFor()
    await wrong.getByRole('button', { name: 'Ver Book' }).click()
    await page.getByRole('complementary', { name: 'Detalhes do passo' }).waitFor()

    await createLedgerTable(server)
    await page.getByRole('button', { name: 'Retomar' }).click()
    await page.getByText('A execução foi retomada.').waitFor()
    await page.getByText('Concluída').first().waitFor()
    await wrong.waitFor({ state: 'detached' })
    await visitor.leave()
  })

  it('runs an execution again from a step, with data that were mended', async () => {
    const arn = await startExecution(server, machine, 'no-memo', { id: 'power', amount: 90 })
    const { visitor, page } = await operator(executionPath(arn))
    const wrong = page.getByRole('region', { name: 'O que deu errado' })
    await wrong.getByRole('button', { name: 'Executar de novo a partir daqui' }).click()
    const dialog = page.getByRole('dialog')
    const input = dialog.getByRole('textbox', { name: 'Entrada' })
    await input.click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('{"id":"power","memo":"mended","amount":90}')
    await dialog.getByRole('button', { name: 'Executar de novo' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Repetição de outra execução a partir de Book' }).waitFor()
    await page.getByText('Concluída').first().waitFor()
    const { Item } = await aws<{ Item: { memo: { S: string } } }>(server, 'dynamodb', 'GetItem', { TableName: 'ledger', Key: { id: { S: 'power' } } })
    expect(Item.memo.S).toBe('mended')
    await visitor.leave()
  })

  it('answers what waits for somebody', async () => {
    const arn = await startExecution(server, machine, 'roof', { id: 'roof', memo: 'A new roof', amount: 48_000 })
    const { visitor, page } = await operator('/console/callbacks')
    const card = page.getByRole('article', { name: 'Approve' })
    await card.getByText('A new roof').waitFor()
    await card.getByRole('button', { name: 'Aprovar' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Aprovar', exact: true }).click()
    await page.getByText('Approve foi aprovado.').waitFor()
    await page.getByText('Ninguém espera por você').waitFor()
    await page.goto(server.url + executionPath(arn))
    await page.getByText('Concluída').first().waitFor()
    await visitor.leave()
  })

  it('stops what is under way, and says who did', async () => {
    const arn = await startExecution(server, machine, 'ship', { id: 'ship', memo: 'A ship', amount: 9_000_000 })
    const { visitor, page } = await operator(executionPath(arn))
    await page.getByRole('button', { name: 'Interromper' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Motivo (opcional)').fill('Too dear')
    await dialog.getByRole('button', { name: /^Interromper 1/ }).click()
    await dialog.getByText('1 de 1 feitas').waitFor()
    await dialog.getByRole('button', { name: 'Fechar' }).last().click()
    const wrong = page.getByRole('region', { name: 'O que deu errado' })
    await wrong.getByText('Too dear').waitFor()
    await page.getByText('Interrompida').first().waitFor()
    await visitor.leave()
  })
})
