/** How the formats that can be read end. */
export const readable = ['.md', '.txt', '.html', '.pdf', '.csv'] as const

const alsoReadable = ['.markdown', '.text', '.htm', '.tsv']

/** The console's requests may have 8 MiB, of which Base64 leaves three quarters; some is for the name. */
export const UPLOAD_BYTES_MAX = ((8 * 1024 * 1024 - 4 * 1024) / 4) * 3

export type Refusal = 'format' | 'size' | 'empty'

/** Why a file cannot be put in; nothing where it can. */
export function refusal(file: Pick<File, 'name' | 'size'>): Refusal | null {
  const name = file.name.toLowerCase()
  if (![...readable, ...alsoReadable].some((ending) => name.endsWith(ending))) return 'format'
  if (file.size === 0) return 'empty'
  return file.size > UPLOAD_BYTES_MAX ? 'size' : null
}
