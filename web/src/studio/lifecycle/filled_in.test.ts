import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readDocument } from '../../workflow/document.ts'
import { filledIn } from './filled_in.ts'

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'workflows')

describe.each(['order.asl.json', 'assistant/rag.asl.json'])('%s', (file) => {
  const text = filledIn(readFileSync(join(folder, file), 'utf8'))

  it('is a workflow', () => {
    expect('problem' in readDocument(text)).toBe(false)
  })

  it('calls functions and models that are here', () => {
    expect([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name).filter((name) => name !== 'KnowledgeBaseId')).toEqual([])
  })
})

it('calls functions by their plain names', () => {
  expect(filledIn('{"FunctionName": "${ReceiveOrderFunctionArn}"}')).toBe('{"FunctionName": "ReceiveOrderFunction"}')
})
