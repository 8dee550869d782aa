/** Why a text is no JSON, in the browser's words; null when it is. */
export function jsonFault(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export function isJson(text: string): boolean {
  return jsonFault(text) === null
}

/** The same JSON, a member a line; what is no JSON stays as it is. */
export function prettyJson(text: string): string {
  return isJson(text) ? JSON.stringify(JSON.parse(text), null, 2) : text
}
