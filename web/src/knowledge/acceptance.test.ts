import { describe, expect, it } from 'vitest'

import { refusal, UPLOAD_BYTES_MAX } from './acceptance.ts'

describe('files that are put in', () => {
  it.each([
    ['Taxas.MD', 10, null],
    ['manual.pdf', UPLOAD_BYTES_MAX, null],
    ['manual.pdf', UPLOAD_BYTES_MAX + 1, 'size'],
    ['foto.png', 10, 'format'],
    ['md', 10, 'format'],
    ['vazio.txt', 0, 'empty'],
  ] as const)('%s of %d bytes: %s', (name, size, because) => {
    expect(refusal({ name, size })).toBe(because)
  })

  it('fit a request once they are Base64', () => {
    const base64 = Math.ceil(UPLOAD_BYTES_MAX / 3) * 4
    expect(base64 + JSON.stringify({ name: 'n'.repeat(200), content_base64: '' }).length).toBeLessThanOrEqual(8 * 1024 * 1024)
  })
})
