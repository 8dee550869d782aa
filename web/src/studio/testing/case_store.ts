import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { isRecord } from '../../api/problem.ts'
import { useToasts } from '../../ui/toast.tsx'
import { useStudio } from '../session_context.tsx'
import { studioCall } from '../studio_api.ts'
import { caseOf, type StoredCase, storedOf } from './stored_case.ts'
import type { TestCase } from './test_case.ts'

/**
 * Where cases are kept: with their machine, and until that is saved, in the browser beside its draft. Those are stored
 * as soon as the machine is there.
 */

const DRAFT_PREFIX = 'entrega:studio-cases:'

function draftCases(machine: string): TestCase[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(DRAFT_PREFIX + machine) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isCase) : []
  } catch {
    return []
  }
}

function keepDraftCases(machine: string, cases: readonly TestCase[]): void {
  if (cases.length === 0) localStorage.removeItem(DRAFT_PREFIX + machine)
  else localStorage.setItem(DRAFT_PREFIX + machine, JSON.stringify(cases))
}

function isCase(value: unknown): value is TestCase {
  return isRecord(value) && typeof value.id === 'string' && typeof value.name === 'string' && Array.isArray(value.mocks) && isRecord(value.expect)
}

function pathOf(machine: string, id?: string): string {
  return `machines/${encodeURIComponent(machine)}/cases${id === undefined ? '' : `/${encodeURIComponent(id)}`}`
}

async function storeCase(machine: string, one: TestCase): Promise<void> {
  const { id, ...wish } = storedOf(one)
  await studioCall('PUT', pathOf(machine, id), wish)
}

function casesQuery(machine: string, isSaved: boolean) {
  return queryOptions({
    queryKey: ['studio-cases', machine, isSaved],
    queryFn: async ({ signal }): Promise<TestCase[]> => {
      const drafts = draftCases(machine)
      if (!isSaved) return drafts
      for (const one of drafts) await storeCase(machine, one)
      keepDraftCases(machine, [])
      const { items } = await studioCall<{ items: StoredCase[] }>('GET', pathOf(machine), undefined, signal)
      return items.map(caseOf)
    },
  })
}

export function useStoredCases() {
  const machine = useStudio((state) => state.name)
  const isSaved = useStudio((state) => state.saved !== null)
  return useQuery(casesQuery(machine, isSaved))
}

/** Keeps a case, a new one or one that is changed. */
export function useKeepCase() {
  return useChangeOfCases(
    async (machine, one) => storeCase(machine, one),
    (cases, one) => (cases.some(({ id }) => id === one.id) ? cases.map((other) => (other.id === one.id ? one : other)) : [...cases, one]),
  )
}

export function useDropCase() {
  return useChangeOfCases(
    async (machine, { id }) => studioCall<undefined>('DELETE', pathOf(machine, id)),
    (cases, { id }) => cases.filter((other) => other.id !== id),
  )
}

function useChangeOfCases(store: (machine: string, one: TestCase) => Promise<void>, change: (cases: readonly TestCase[], one: TestCase) => TestCase[]) {
  const client = useQueryClient()
  const toasts = useToasts()
  const machine = useStudio((state) => state.name)
  const isSaved = useStudio((state) => state.saved !== null)
  const { queryKey } = casesQuery(machine, isSaved)
  return useMutation({
    mutationFn: async (one: TestCase) => {
      if (isSaved) await store(machine, one)
      else keepDraftCases(machine, change(draftCases(machine), one))
    },
    onSuccess: (_, one) => client.setQueryData(queryKey, (cases = []) => change(cases, one)),
    onError: toasts.failed,
  })
}

/** The case that an execution would be: as it was asked, answered and ended. It is not kept yet. */
export async function caseFromExecution(executionArn: string): Promise<TestCase> {
  return caseOf(await studioCall<StoredCase>('POST', 'cases/from-execution', { execution_arn: executionArn }))
}
