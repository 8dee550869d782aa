import type { Path } from '../../workflow/syntax.ts'

/** A path as the name of an element. */
export const pathKey = {
  of: (path: Path): string => JSON.stringify(path),
  read: (key: string): Path => {
    const path: unknown = JSON.parse(key)
    return Array.isArray(path) ? path.filter((part) => typeof part === 'string' || typeof part === 'number') : []
  },
}
