import order from '../../../../workflows/order.asl.json?raw'

/** Workflows to begin with. */
export const templateIds = ['order'] as const
export type TemplateId = (typeof templateIds)[number]

const texts: Record<TemplateId, string> = { order }

export function isTemplateId(id: string | undefined): id is TemplateId {
  return templateIds.some((known) => known === id)
}

export function templateText(id: TemplateId): string {
  return texts[id]
}
