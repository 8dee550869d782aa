/** How YAML writes a text so that every reader takes it for a text: as it is where that is safe, else in quotes. */

/** What readers of YAML 1.1, such as CloudFormation's, take for something else. */
const word = /^(?:y|n|yes|no|on|off|true|false|null)$/i

const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

export type Quote = "'" | '"'

/** Between brackets or braces commas, brackets and braces mean something too. */
export type Surroundings = 'lines' | 'braces'

/** In one line. `written`: what stands in its place; what is in quotes stays so. */
export function yamlText(text: string, habit: Quote, within: Surroundings, written = ''): string {
  const quote = written.startsWith("'") ? "'" : written.startsWith('"') ? '"' : null
  if (quote === null && isPlain(text) && !(within === 'braces' && /[,[\]{}]/.test(text))) return text
  return quoted(text, quote ?? habit)
}

function quoted(text: string, quote: Quote): string {
  if (quote === '"' || /[\n\t]/.test(text) || control.test(text)) return JSON.stringify(text)
  return `'${text.replaceAll("'", "''")}'`
}

/** In lines of its own, which are easier to read than `\n`; null where they would not say the same. */
export function yamlLines(text: string, indentation: string, newline: string): string | null {
  if (!text.includes('\n') || /^\s|\s$|\r/.test(text) || control.test(text)) return null
  return `|-${text.split('\n').map((line) => newline + (line === '' ? '' : indentation + line)).join('')}`
}

function isPlain(text: string): boolean {
  return /^[\p{L}$/_]/u.test(text) && !/^\$\{[^{}]+\}$/.test(text) && !/[\n\t]|: |:$| #|\s$/.test(text) && !word.test(text) && !control.test(text)
}
