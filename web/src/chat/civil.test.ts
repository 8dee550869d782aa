import { expect, it } from 'vitest'

import { civilIn, formatCivilSpan, minutesBetween } from './civil.ts'

it('the shop is told of in its own time', () => {
  expect(civilIn('America/Sao_Paulo', '2026-11-26T19:01:45.922Z')).toBe('2026-11-26T16:01:45')
  expect(minutesBetween('2026-11-26T23:50:00', '2026-11-27T00:05:00.922689258')).toBe(15)
})

it('a window within a minute is that minute', () => {
  expect(formatCivilSpan(['2026-11-26T16:01:05.1', '2026-11-26T16:01:45.9'])).not.toContain('–')
  expect(formatCivilSpan(['2026-11-26T16:01:05.1', '2026-11-26T16:16:45.9'])).toContain('–')
})
