import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = { id: string; help: string; nodes: { html: string; failureSummary: string }[] }

/** What on a page is against WCAG 2.2 AA, as far as a program can tell. */
export async function violations(page: Page): Promise<string[]> {
  // The content policy lets no inline script into the page; the debugger is not the page.
  await page.evaluate(source)
  const wrong = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<{ violations: Violation[] }> } }
    const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return found.violations
  })
  return wrong.flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help}\n    ${node.html.slice(0, 200)}\n    ${node.failureSummary.replaceAll('\n', ' ')}`))
}
