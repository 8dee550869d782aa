import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { aws, createMachine } from '../aws.ts'
import { launch, Visitor } from '../chromium.ts'
import { createFunction } from '../functions.ts'
import { Server } from '../server.ts'

/** The order workflow as it was first written. It is not part of the project: it is found beside it, or where `ENTREGA_SHARED` says. */
const seedFile = join(process.env.ENTREGA_SHARED ?? join(import.meta.dirname, '../../../../shared'), 'seed/delivery-workflow.asl.json')
const isSeedHere = existsSync(seedFile)
if (!isSeedHere && process.env.CI) throw new Error(`the order workflow is not at ${seedFile}: ENTREGA_SHARED says where it is`)
if (!isSeedHere) console.log(`skipped: building the order workflow, which is not at ${seedFile}; ENTREGA_SHARED says where it is`)

const steps = ['ReceiveOrder', 'CheckAvailability', 'CalculateDeliveryCost', 'ConfirmOrder', 'ProcessPayment', 'NotifyCustomer', 'TrackDelivery'] as const

/** In the place of the shop's functions, which want a real order. */
const HANDLER = 'def handler(event, context):\n    return {**event, "availability": True}\n'

let server: Server
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([Server.start(), launch()])
  await Promise.all(steps.map((step) => createFunction(server, `${step}Function`, HANDLER)))
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function blankCanvas(name: string): Promise<{ visitor: Visitor; page: Page }> {
  const visitor = await Visitor.come(browser, server)
  await visitor.signInAsOperator()
  const page = await visitor.open(`/studio/${name}`)
  await page.getByRole('button', { name: 'Inserir o primeiro estado' }).waitFor()
  return { visitor, page }
}

const canvasOf = (page: Page) => page.getByRole('region', { name: 'Desenho', exact: true })
const stateOf = (page: Page, name: string) => canvasOf(page).locator(`[data-state="${name}"]`)
const paneOf = (page: Page) => page.getByRole('complementary', { name: 'Estado e código' })

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.scrollIntoViewIfNeeded()
  const [start, end] = [await from.boundingBox(), await to.boundingBox()]
  if (!start || !end) throw new Error('what is dragged, or where to, is not in view')
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(start.x + start.width / 2 + 12, start.y + start.height / 2)
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 })
  await page.mouse.up()
}

/** Goes on by the tab key until what has the focus is called so. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const isThere = (words: string) => (typeof name === 'string' ? words === name : name.test(words))
  for (let pressed = 0; pressed < 120; pressed += 1) {
    await page.keyboard.press('Tab')
    const words = await page.evaluate(() => {
      const at = document.activeElement
      if (!(at instanceof HTMLElement)) return ''
      const labels = 'labels' in at && at.labels instanceof NodeList ? [...at.labels].map((label) => label.textContent).join(' ') : ''
      return at.getAttribute('aria-label') ?? (labels || at.innerText)
    })
    if (isThere(words.trim())) return
  }
  throw new Error(`nothing called ${name} has come by`)
}

/** In the list that has the focus. */
async function chooseByArrows(page: Page, option: string): Promise<void> {
  await page.keyboard.press('Home')
  for (let pressed = 0; pressed < 60; pressed += 1) {
    const chosen = await page.evaluate(() => (document.activeElement instanceof HTMLSelectElement ? document.activeElement.selectedOptions[0]?.textContent : null))
    if (chosen === option) return
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`there is no ${option} in the list`)
}

type Press = (page: Page, within: Locator, name: string) => Promise<void>

const byMouse: Press = (_page, within, name) => within.getByRole('button', { name, exact: true }).click()

const byKey: Press = async (page, _within, name) => {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

/** How the execution of a machine ends. */
async function endOf(stateMachineArn: string | undefined): Promise<{ status: string; error?: string; cause?: string }> {
  for (;;) {
    const { executions } = await aws<{ executions: { executionArn: string; status: string }[] }>(server, 'states', 'ListExecutions', { stateMachineArn })
    const [execution] = executions
    if (execution && execution.status !== 'RUNNING') {
      const { status, error, cause } = await aws<{ status: string; error?: string; cause?: string }>(server, 'states', 'DescribeExecution', { executionArn: execution.executionArn })
      return { status, ...(error ? { error, cause } : {}) }
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Saves it, compares what the engine has with the seed, publishes and runs it, and sees the way it went on the canvas. */
async function isTheSeedAndRuns(page: Page, name: string, press: Press): Promise<void> {
  const header = page.getByRole('banner')
  const dialog = page.getByRole('dialog')
  await page.keyboard.press('Control+s')
  await dialog.waitFor()
  await press(page, dialog, 'Salvar')
  await page.getByText('Salvo', { exact: true }).waitFor()
  const { stateMachines } = await aws<{ stateMachines: { name: string; stateMachineArn: string }[] }>(server, 'states', 'ListStateMachines', {})
  const stateMachineArn = stateMachines.find((one) => one.name === name)?.stateMachineArn
  const { definition } = await aws<{ definition: string }>(server, 'states', 'DescribeStateMachine', { stateMachineArn })
  expect(JSON.parse(definition)).toEqual(JSON.parse(readFileSync(seedFile, 'utf8')))

  await press(page, header, 'Publicar')
  await dialog.waitFor()
  await press(page, dialog, 'Publicar')
  await page.getByText('Versão 1 publicada.').waitFor()

  await press(page, header, 'Iniciar')
  await dialog.waitFor()
  await press(page, dialog, 'Iniciar execução')
  expect(await endOf(stateMachineArn)).toEqual({ status: 'SUCCEEDED' })
  for (const state of [...steps, 'IsAvailable']) await canvasOf(page).getByRole('button', { name: new RegExp(`^${state}\\b.*concluído`, 'i') }).waitFor()
}

describe.runIf(isSeedHere)('the order workflow is built from a blank canvas', () => {
  it('by dragging', async () => {
    const { visitor, page } = await blankCanvas('arrastado')
    const item = (name: string) => page.getByRole('complementary', { name: 'Peças e estrutura' }).getByRole('button', { name: new RegExp(`^${name} `) })
    await drag(page, item('ReceiveOrder'), canvasOf(page))
    const onto = [
      ['CheckAvailability', 'ReceiveOrder'],
      ['Choice', 'CheckAvailability'],
      ['CalculateDeliveryCost', 'Choice'],
      ['ConfirmOrder', 'CalculateDeliveryCost'],
      ['ProcessPayment', 'ConfirmOrder'],
      ['NotifyCustomer', 'ProcessPayment'],
      ['TrackDelivery', 'NotifyCustomer'],
    ] as const
    for (const [name, before] of onto) {
      // What is chosen comes into view.
      await stateOf(page, before).click()
      await drag(page, item(name), stateOf(page, before))
      await stateOf(page, name).waitFor()
    }
    await stateOf(page, 'Choice').click()
    await page.keyboard.press('F2')
    await page.getByLabel('Novo nome de Choice').fill('IsAvailable')
    await page.keyboard.press('Enter')
    await stateOf(page, 'IsAvailable').waitFor()

    const pane = paneOf(page)
    await pane.getByRole('button', { name: 'Adicionar regra' }).click()
    await pane.getByLabel('O que é olhado').fill('$.availability')
    await pane.getByLabel('O que é olhado').press('Tab')
    await pane.getByLabel('Comparação').selectOption({ label: 'é verdadeiro' })
    await pane.getByLabel('Então segue para').selectOption('CalculateDeliveryCost')
    await pane.getByLabel('Senão, segue para').selectOption('NotifyCustomer')
    await canvasOf(page).click({ position: { x: 30, y: 30 } })
    await pane.getByRole('button', { name: 'Adicionar campo' }).click()
    await page.getByRole('menuitem', { name: /^Comentário/ }).click()
    await pane.getByRole('textbox', { name: 'Comentário' }).fill('Assistente de Delivery')
    await pane.getByRole('textbox', { name: 'Comentário' }).press('Tab')
    await isTheSeedAndRuns(page, 'arrastado', byMouse)
    await visitor.leave()
  })

  it('by keyboard alone', async () => {
    const { visitor, page } = await blankCanvas('teclado')
    const { keyboard } = page
    const choose = async (words: string) => {
      await page.locator('input[role=combobox]:focus').waitFor()
      await keyboard.type(words)
      await page.getByRole('dialog').getByRole('option', { name: new RegExp(`^${words} `) }).first().waitFor()
      await keyboard.press('Enter')
    }
    await byKey(page, canvasOf(page), 'Inserir o primeiro estado')
    await choose('ReceiveOrder')
    for (const words of ['CheckAvailability', 'Choice', 'CalculateDeliveryCost', 'ConfirmOrder', 'ProcessPayment', 'NotifyCustomer', 'TrackDelivery']) {
      await page.locator('[data-state]:focus').waitFor()
      await keyboard.press('a')
      await choose(words)
    }
    for (let up = 0; up < 5; up += 1) await keyboard.press('ArrowUp')
    await keyboard.press('F2')
    await page.getByLabel('Novo nome de Choice').waitFor()
    await keyboard.type('IsAvailable')
    await keyboard.press('Enter')
    await stateOf(page, 'IsAvailable').waitFor()
    await page.locator('[data-state]:focus').waitFor()

    await keyboard.press('Enter')
    await byKey(page, paneOf(page), 'Adicionar regra')
    await page.getByLabel('O que é olhado').and(page.locator(':focus')).waitFor()
    await keyboard.press('Control+a')
    await keyboard.type('$.availability')
    await tabTo(page, /Comparação/)
    await chooseByArrows(page, 'é verdadeiro')
    await tabTo(page, /Então segue para/)
    await chooseByArrows(page, 'CalculateDeliveryCost')
    await tabTo(page, /Senão, segue para/)
    await chooseByArrows(page, 'NotifyCustomer')
    await tabTo(page, /^IsAvailable/)
    await keyboard.press('Escape')
    await byKey(page, paneOf(page), 'Adicionar campo')
    await page.getByRole('menuitem').first().waitFor()
    while (!(await page.locator('[role=menuitem]:focus').innerText()).startsWith('Comentário')) await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await page.locator('textarea:focus').waitFor()
    await keyboard.type('Assistente de Delivery')
    await keyboard.press('Tab')
    await isTheSeedAndRuns(page, 'teclado', byKey)
    await visitor.leave()
  })

  it('by pasting its text', async () => {
    const { visitor, page } = await blankCanvas('colado')
    await page.evaluate((text) => navigator.clipboard.writeText(text), readFileSync(seedFile, 'utf8'))
    await page.getByRole('button', { name: 'Inserir o primeiro estado' }).focus()
    await page.keyboard.press('Control+v')
    await stateOf(page, 'TrackDelivery').waitFor()
    await isTheSeedAndRuns(page, 'colado', byMouse)
    await visitor.leave()
  })
})

/** Takes the money, or says why not. */
const charge = {
  Comment: 'Takes the money',
  StartAt: 'Charge',
  States: {
    Charge: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:ProcessPaymentFunction',
      Catch: [{ ErrorEquals: ['Declined'], Next: 'Sorry' }],
      Next: 'Thanks',
    },
    Thanks: { Type: 'Succeed' },
    Sorry: { Type: 'Fail', Error: 'NotPaid' },
  },
}

describe('a workflow', () => {
  it('is one text for code and canvas, with one history', async () => {
    await createMachine(server, 'in-step', charge)
    const visitor = await Visitor.come(browser, server)
    await visitor.signInAsOperator()
    const page = await visitor.open('/studio/in-step?pane=code&drawer=problems')
    const code = page.getByRole('textbox', { name: 'Código' })
    await stateOf(page, 'Charge').waitFor()
    await code.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('End')
    await page.keyboard.type(' oops')
    await page.getByText('O desenho mostra a última versão que podia').first().waitFor()
    await page.getByText('O texto não pode ser lido', { exact: true }).waitFor()
    await stateOf(page, 'Charge').waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Nenhum problema').waitFor()

    await stateOf(page, 'Thanks').click()
    await page.keyboard.press('F2')
    await page.getByLabel('Novo nome de Thanks').fill('Paid')
    await page.keyboard.press('Enter')
    await stateOf(page, 'Paid').waitFor()
    await code.getByText('"Next": "Paid"').waitFor()
    await page.getByText('Há mudanças não salvas').waitFor()
    await page.keyboard.press('Control+z')
    await stateOf(page, 'Thanks').waitFor()
    await page.getByText('Salvo', { exact: true }).waitFor()
    await visitor.leave()
  })

  it('is rehearsed, and its cases stand between it and a version', async () => {
    await createMachine(server, 'tested', charge)
    const visitor = await Visitor.come(browser, server)
    await visitor.signInAsOperator()
    const page = await visitor.open('/studio/tested?drawer=test&test=flow')
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Ensaiar', exact: true }).click()
    await page.getByRole('slider', { name: 'Passo mostrado' }).waitFor()
    await canvasOf(page).getByRole('button', { name: /^Thanks\b.*Concluiu/ }).waitFor()
    await page.getByRole('button', { name: 'Guardar como caso' }).click()
    await dialog.getByLabel('Nome').fill('Pago')
    await dialog.getByRole('button', { name: 'Guardar caso' }).click()
    await dialog.waitFor({ state: 'detached' })

    // The money is taken, and it ends as if it were not.
    await stateOf(page, 'Thanks').click()
    await paneOf(page).getByLabel('O que faz').selectOption('Fail')
    await page.getByRole('banner').getByRole('button', { name: 'Publicar' }).click()
    await dialog.getByText('1 de 1 casos de teste não passou').waitFor()
    expect(await dialog.getByRole('button', { name: 'Publicar', exact: true }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancelar' }).click()

    await page.getByRole('button', { name: 'Desfazer (Ctrl+Z)' }).click()
    await page.getByRole('banner').getByRole('button', { name: 'Publicar' }).click()
    await dialog.getByText('O caso de teste passou.').waitFor()
    await dialog.getByRole('button', { name: 'Publicar', exact: true }).click()
    await page.getByText('Versão 1 publicada.').waitFor()
    await visitor.leave()
  })

  it('leaves with a role that may do what it does and nothing else', async () => {
    await createMachine(server, 'leaving', charge)
    const visitor = await Visitor.come(browser, server)
    await visitor.signInAsOperator()
    const page = await visitor.open('/studio/leaving')
    await stateOf(page, 'Charge').waitFor()
    await page.getByRole('button', { name: 'Mais opções' }).click()
    await page.getByRole('menuitem', { name: 'Exportar' }).click()
    await page.getByRole('button', { name: /^Modelo do SAM/ }).click()
    const sam = page.getByRole('dialog', { name: 'Modelo do SAM' })
    await sam.getByText('lambda:InvokeFunction').first().waitFor()
    const downloading = page.waitForEvent('download')
    await sam.getByRole('button', { name: 'Baixar .zip' }).click()
    expect((await downloading).suggestedFilename()).toMatch(/\.zip$/)
    await visitor.leave()
  })
})
