import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { machinesQuery } from '../../../api/state_machines.ts'
import { useTexts } from '../../../texts/texts.tsx'
import type { Texts } from '../../../texts/texts.tsx'
import { useStudio } from '../../session_context.tsx'
import { functionItem, functionsQuery, machineItem } from './account.ts'
import { actionItems } from './actions.ts'
import { flowItems } from './flow.ts'
import type { PaletteGroup } from './item.ts'
import { orderFunctionItems } from './order_functions.ts'
import { patternItems } from './patterns.ts'

/** What there is without asking anybody. */
export function ownGroups(t: Texts): PaletteGroup[] {
  return [
    { id: 'flow', title: t('canvas-group-flow'), items: flowItems(t) },
    { id: 'shop', title: t('canvas-group-shop'), items: orderFunctionItems(t) },
    { id: 'actions', title: t('canvas-group-actions'), items: actionItems(t) },
    { id: 'patterns', title: t('canvas-group-patterns'), items: patternItems(t) },
  ]
}

/** And what the account has: its functions and its other machines, when they are known. */
export function useCatalogue(): PaletteGroup[] {
  const t = useTexts()
  const name = useStudio((state) => state.name)
  const functions = useQuery(functionsQuery).data
  const machines = useQuery(machinesQuery).data
  return useMemo(
    () => [
      ...ownGroups(t),
      { id: 'functions', title: t('canvas-group-functions'), items: (functions ?? []).map(functionItem) },
      { id: 'machines', title: t('canvas-group-machines'), items: (machines ?? []).filter((machine) => machine.name !== name).map(machineItem) },
    ],
    [t, functions, machines, name],
  )
}
