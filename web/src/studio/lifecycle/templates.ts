import order from '../../../../workflows/order.asl.json?raw'
import abTest from '../../../../workflows/assistant/ab-test.asl.json?raw'
import rag from '../../../../workflows/assistant/rag.asl.json?raw'
import router from '../../../../workflows/assistant/router.asl.json?raw'
import type { MachineType } from '../../api/state_machines.ts'
import { filledIn } from './filled_in.ts'
import approval from './templates/approval.asl.json?raw'
import items from './templates/items.asl.json?raw'
import saga from './templates/saga.asl.json?raw'

/** Workflows to begin with: the product's own where there are such, as they run. */
export const templateIds = ['order', 'approval', 'saga', 'items', 'ab-test', 'router', 'rag'] as const
export type TemplateId = (typeof templateIds)[number]

export type Template = { text: string; type: MachineType }

export const templates: Record<TemplateId, Template> = {
  order: { text: filledIn(order), type: 'STANDARD' },
  approval: { text: approval, type: 'STANDARD' },
  saga: { text: saga, type: 'STANDARD' },
  items: { text: items, type: 'STANDARD' },
  'ab-test': { text: abTest, type: 'EXPRESS' },
  router: { text: router, type: 'EXPRESS' },
  rag: { text: filledIn(rag), type: 'EXPRESS' },
}

export function isTemplateId(id: string | undefined): id is TemplateId {
  return templateIds.some((known) => known === id)
}

export function templateText(id: TemplateId): string {
  return templates[id].text
}
