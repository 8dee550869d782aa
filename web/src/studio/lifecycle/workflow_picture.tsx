import { useQuery } from '@tanstack/react-query'

import type { FlowNode } from '../../workflow/layout.ts'
import { layoutQuery } from '../../workflow/layout_query.ts'

const looks: Record<FlowNode['kind'], string> = {
  Start: 'fill-edge stroke-edge',
  End: 'fill-card stroke-edge',
  Task: 'fill-river-wash stroke-river',
  Choice: 'fill-sun-wash stroke-sun',
  Wait: 'fill-plum-wash stroke-plum',
  Pass: 'fill-card stroke-edge',
  Succeed: 'fill-leaf-wash stroke-leaf',
  Fail: 'fill-chili-wash stroke-chili',
  Parallel: 'fill-ink/4 stroke-edge',
  Map: 'fill-ink/4 stroke-edge',
  Unknown: 'fill-card stroke-edge',
  Empty: 'fill-none stroke-line',
}

/** Small workflows are not blown up: they are drawn as if they were so large at least. */
const LEAST = { width: 620, height: 430 }

/** The shape of a workflow at a glance, in the layout of the canvas, without words. */
export function WorkflowPicture({ definition, className }: { definition: string; className?: string }) {
  const layout = useQuery(layoutQuery(definition)).data
  if (!layout) return <div className={className} />
  const nodes = [...layout.nodes].sort((one, other) => one.depth - other.depth)
  const width = Math.max(LEAST.width, layout.width)
  const height = Math.max(LEAST.height, layout.height)
  return (
    <svg aria-hidden viewBox={`${(layout.width - width) / 2} ${(layout.height - height) / 2} ${width} ${height}`} preserveAspectRatio="xMidYMid meet" className={className}>
      {nodes.map(({ id, kind, x, y, width, height }) =>
        kind === 'Start' || kind === 'End' ? (
          <circle key={id} cx={x + width / 2} cy={y + height / 2} r={width / 2} className={looks[kind]} />
        ) : (
          <rect key={id} x={x} y={y} width={width} height={height} rx={10} vectorEffect="non-scaling-stroke" className={looks[kind]} />
        ),
      )}
      {layout.edges.map((edge) => (
        <path key={edge.id} d={edge.path} fill="none" vectorEffect="non-scaling-stroke" className="stroke-edge" strokeDasharray={edge.kinds.every((kind) => kind === 'catch') ? '3 3' : undefined} />
      ))}
    </svg>
  )
}
