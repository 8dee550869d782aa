import { gzipSync } from 'node:zlib'

import type { Browser, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launch, Visitor } from '../chromium.ts'
import { Server } from '../server.ts'

const KB = 1_024

/** What a page, its scripts and its styles may weigh at first, in bytes, compressed by gzip. The font comes when they are there, and is said. */
const SHOP_MAX = 130 * KB
const CONSOLE_MAX = 300 * KB

let server: Server
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([Server.start(), launch()])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** The bytes of what makes up a page before anybody does anything, and what each part weighs. */
async function firstLoad(path: string, asOperator: boolean): Promise<{ bytes: number; parts: string[] }> {
  const visitor = await Visitor.come(browser, server)
  if (asOperator) await visitor.signInAsOperator()
  const answers: Response[] = []
  visitor.context.on('response', (response) => answers.push(response))
  const page = await visitor.open(path)
  await page.waitForLoadState('networkidle')
  const isPart = (response: Response) => ['document', 'script', 'stylesheet', 'font'].includes(response.request().resourceType())
  const parts = await Promise.all(
    answers.filter(isPart).map(async (response) => {
      const body = await response.body()
      // A font is compressed already.
      const bytes = response.request().resourceType() === 'font' ? body.length : gzipSync(body, { level: 9 }).length
      return { bytes, isFont: response.request().resourceType() === 'font', name: `${new URL(response.url()).pathname} ${(bytes / KB).toFixed(1)} KB` }
    }),
  )
  await visitor.leave()
  return { bytes: parts.reduce((sum, part) => sum + (part.isFont ? 0 : part.bytes), 0), parts: parts.map((part) => part.name) }
}

describe('what a first load weighs', () => {
  it('is less than 130 KB for the shop', async () => {
    const { bytes, parts } = await firstLoad('/', false)
    console.log(`the shop: ${(bytes / KB).toFixed(1)} KB\n  ${parts.join('\n  ')}`)
    expect(bytes).toBeLessThan(SHOP_MAX)
  })

  it('is less than 300 KB for the console', async () => {
    const { bytes, parts } = await firstLoad('/console', true)
    console.log(`the console: ${(bytes / KB).toFixed(1)} KB\n  ${parts.join('\n  ')}`)
    expect(bytes).toBeLessThan(CONSOLE_MAX)
  })
})
