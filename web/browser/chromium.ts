import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect, onTestFailed } from 'vitest'

import type { Server } from './server.ts'

export type Look = { dark?: boolean; phone?: boolean; language?: 'pt-BR' | 'en'; zoom?: number; reducedMotion?: boolean }

/** What is waited for comes within this, also from a debug build on a busy machine. */
const PATIENCE_MS = 30_000

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Debian's Chromium; what it would ask of other hosts by itself is switched off. */
export async function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? places.find((place) => existsSync(place))
  if (!executablePath) throw new Error('there is no Chromium: `apt-get install chromium`, or say where with CHROMIUM')
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })
}

/** Somebody at a browser of their own. What their pages must never do is noted, and found at the end. */
export class Visitor {
  readonly context: BrowserContext
  readonly #server: Server
  readonly #wrongs: string[] = []
  /** While the server is down, its pages cannot help saying so. */
  serverIsDown = false

  private constructor(context: BrowserContext, server: Server) {
    this.context = context
    this.#server = server
  }

  static async come(browser: Browser, server: Server, look: Look = {}): Promise<Visitor> {
    const size = look.phone ? { width: 390, height: 844 } : { width: 1440, height: 900 }
    const zoom = look.zoom ?? 1
    const context = await browser.newContext({
      viewport: { width: Math.round(size.width / zoom), height: Math.round(size.height / zoom) },
      deviceScaleFactor: zoom,
      colorScheme: look.dark ? 'dark' : 'light',
      locale: look.language ?? 'pt-BR',
      reducedMotion: look.reducedMotion ? 'reduce' : 'no-preference',
      hasTouch: look.phone ?? false,
      isMobile: look.phone ?? false,
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    context.setDefaultTimeout(PATIENCE_MS)
    const visitor = new Visitor(context, server)
    onTestFailed(({ task }) => visitor.#testify(task.name))
    context.on('request', (request) => {
      const url = new URL(request.url())
      if (url.protocol.startsWith('http') && url.origin !== server.url) visitor.#wrongs.push(`asked ${url.origin}`)
    })
    context.on('weberror', (error) => visitor.#wrongs.push(`threw ${error.error().message}`))
    context.on('console', (message) => {
      if (message.type() !== 'error' || visitor.serverIsDown) return
      // The browser itself notes each answer that refuses something; the pages show them.
      if (/Failed to load resource/.test(message.text())) return
      visitor.#wrongs.push(`said ${message.text()}`)
    })
    return visitor
  }

  async open(path: string): Promise<Page> {
    const page = await this.context.newPage()
    await page.goto(path.startsWith('/') ? this.#server.url + path : path)
    return page
  }

  /** Comes in as the operator, by a fresh link. */
  async signInAsOperator(): Promise<void> {
    const token = await this.#server.operatorToken()
    await this.context.addCookies([{ name: 'entrega_staff', value: token, url: this.#server.url, httpOnly: true, sameSite: 'Lax' }])
  }

  /** What the pages looked like when a journey failed. */
  async #testify(journey: string): Promise<void> {
    for (const page of this.context.pages()) {
      const path = join(tmpdir(), `entrega-${journey.replaceAll(/\W+/g, '-').slice(0, 60)}${new URL(page.url()).pathname.replaceAll(/\W+/g, '-').slice(0, 40)}.png`)
      await page.screenshot({ path }).then(
        () => console.log(`${page.url()} looked like ${path}`),
        () => undefined,
      )
    }
    if (this.#wrongs.length > 0) console.log(this.#wrongs.join('\n'))
  }

  /** Leaves, and holds against the pages whatever they did wrong. */
  async leave(): Promise<void> {
    await this.context.close()
    expect([...new Set(this.#wrongs)], 'nothing throws, breaks the content policy or asks another server').toEqual([])
  }
}
