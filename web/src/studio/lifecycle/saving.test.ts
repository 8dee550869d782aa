import { QueryClient } from '@tanstack/react-query'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { isChanged, type Saved, Session } from '../session.ts'
import { save } from './saving.ts'

const text = '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'
const yaml = 'StartAt: Done\nStates:\n  Done:\n    Type: Succeed\n'
const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:order'
const saved: Saved = { arn, text: '{}', substitutions: {}, revisionId: 'one', roleArn: 'role' }

function session(members: { text?: string; saved?: Saved | null } = {}): Session {
  return new Session({ name: 'order', text, type: 'STANDARD', substitutions: {}, saved, ...members })
}

type Answer = { status?: number; body: unknown }
type Answers = Record<string, Answer | undefined>

const fine: Answers = {
  check: { body: { diagnostics: [], placeholders: [], definition: text } },
  DescribeStateMachine: { body: { stateMachineArn: arn, name: 'order', type: 'STANDARD', definition: '{}', roleArn: 'role', revisionId: 'one', creationDate: 0 } },
  UpdateStateMachine: { body: { updateDate: 0, revisionId: 'two' } },
  CreateStateMachine: { body: { stateMachineArn: arn, creationDate: 0 } },
  ListStateMachines: { body: { stateMachines: [{ stateMachineArn: arn, name: 'order', type: 'STANDARD', creationDate: 0 }] } },
  source: { body: { text, notation: 'yaml', substitutions: {}, revision_id: 'two' } },
}

/** A server that answers as it is told, and what it was asked. */
function server(answers: Answers): { asked: string[] } {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const request = new Request(new URL(typeof input === 'string' ? input : input.url, 'http://localhost'), typeof input === 'string' ? init : input)
    const name = request.headers.get('x-amz-target')?.split('.').pop() ?? new URL(request.url).pathname.split('/').pop() ?? ''
    asked.push(name)
    const answer = answers[name]
    if (!answer) throw new TypeError('nobody answers')
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200, headers: { 'content-type': 'application/json' } })
  })
  return { asked }
}

const refused = (code: string): Answer => ({ status: 400, body: { __type: code, message: code } })

afterEach(() => vi.unstubAllGlobals())

describe('saving', () => {
  it('makes the next revision of a machine that is there', async () => {
    const { asked } = server(fine)
    const one = session()
    expect(await save(one, new QueryClient(), {})).toMatchObject({ kind: 'saved', saved: { text, revisionId: 'two' } })
    expect(asked).toEqual(['check', 'DescribeStateMachine', 'UpdateStateMachine'])
    expect(isChanged(one.now())).toBe(false)
  })

  it('does nothing while the engine refuses the definition', async () => {
    const diagnostic = { severity: 'ERROR', code: 'X', message: 'x', hint: null, location: null, from: 0, to: 1 }
    const { asked } = server({ ...fine, check: { body: { diagnostics: [diagnostic, { ...diagnostic, severity: 'WARNING' }], placeholders: [], definition: null } } })
    expect(await save(session(), new QueryClient(), {})).toEqual({ kind: 'errors', count: 1 })
    expect(asked).toEqual(['check'])
  })

  it('asks for the values of placeholders, once', async () => {
    server({ ...fine, check: { body: { diagnostics: [], placeholders: ['Table'], definition: text } } })
    expect(await save(session(), new QueryClient(), {})).toEqual({ kind: 'values', names: ['Table'] })
    expect(await save(session(), new QueryClient(), { leavesPlaceholders: true })).toMatchObject({ kind: 'saved' })
  })

  it('asks for the role of a new machine and creates it', async () => {
    const { asked } = server(fine)
    const one = session({ saved: null })
    expect(await save(one, new QueryClient(), {})).toEqual({ kind: 'role', isGone: false })
    expect(await save(one, new QueryClient(), { roleArn: 'role' })).toMatchObject({ kind: 'saved', saved: { arn, revisionId: 'INITIAL' } })
    expect(asked).toEqual(['check', 'check', 'CreateStateMachine'])
  })

  it('asks again for a machine that was deleted meanwhile', async () => {
    server({ ...fine, DescribeStateMachine: refused('StateMachineDoesNotExist') })
    expect(await save(session(), new QueryClient(), {})).toEqual({ kind: 'role', isGone: true })
  })

  it('overwrites what another has saved only when that is wanted, and only that', async () => {
    const { asked } = server(fine)
    const one = session({ saved: { ...saved, revisionId: 'none' } })
    const conflict = await save(one, new QueryClient(), {})
    if (conflict.kind !== 'conflict') throw new Error(conflict.kind)
    expect(asked).not.toContain('UpdateStateMachine')
    expect(await save(one, new QueryClient(), { overwrites: { ...conflict.theirs, revisionId: 'an older one' } })).toMatchObject({ kind: 'conflict' })
    expect(await save(one, new QueryClient(), { overwrites: conflict.theirs })).toMatchObject({ kind: 'saved' })
  })

  it('shows what has the name of a new machine already', async () => {
    server({ ...fine, CreateStateMachine: refused('StateMachineAlreadyExists') })
    expect(await save(session({ saved: null }), new QueryClient(), { roleArn: 'role' })).toMatchObject({ kind: 'conflict', theirs: { stateMachineArn: arn } })
  })

  it('keeps what is written in YAML, and counts as not saved while that is not kept', async () => {
    const { asked } = server(fine)
    expect(await save(session({ text: yaml }), new QueryClient(), {})).toMatchObject({ kind: 'saved', saved: { text: yaml } })
    expect(asked).toEqual(['check', 'DescribeStateMachine', 'UpdateStateMachine', 'source'])

    server({ ...fine, source: { status: 500, body: { code: 'internal' } } })
    const one = session({ text: yaml })
    await expect(save(one, new QueryClient(), {})).rejects.toThrow()
    expect(isChanged(one.now())).toBe(true)
    expect(one.now().saved?.revisionId).toBe('two')
  })

  it('says when nobody answers, and nothing is taken to be saved', async () => {
    server({ ...fine, UpdateStateMachine: undefined })
    const one = session()
    await expect(save(one, new QueryClient(), {})).rejects.toThrow('cannot be reached')
    expect(one.now().saved).toBe(saved)
  })
})
