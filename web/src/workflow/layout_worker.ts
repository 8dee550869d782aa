import { layoutWorkflow } from './layout.ts'
import type { LayoutAnswer, LayoutRequest } from './layout_service.ts'

addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => {
  postMessage({ id: data.id, layout: layoutWorkflow(data.workflow) } satisfies LayoutAnswer)
})
