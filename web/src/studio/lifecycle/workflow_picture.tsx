import { useQuery } from '@tanstack/react-query'

import { classNames } from '../../ui/class_names.ts'
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

/** The shape of a workflow at a glance, in the layout of the canvas, without words. */
export function WorkflowPicture({ definition, className }: { definition: string; className?: string }) {
  const layout = useQuery(layoutQuery(definition)).data
  if (!layout) return <div className={className} />
  const nodes = [...layout.nodes].sort((one, other) => one.depth - other.depth)
  return (
    <svg aria-hidden viewBox={`-4 -4 ${layout.width + 8} ${layout.height + 8}`} preserveAspectRatio="xMidYMid meet" className={className}>
      {nodes.map(({ id, kind, x, y, width, height }) =>
        kind === 'Start' || kind === 'End' ? (
          <circle key={id} cx={x + width / 2} cy={y + height / 2} r={width / 2} className={classNames(looks[kind], 'stroke-2')} />
        ) : (
          <rect key={id} x={x} y={y} width={width} height={height} rx={10} className={classNames(looks[kind], 'stroke-3')} />
        ),
      )}
      {layout.edges.map((edge) => (
        <path key={edge.id} d={edge.path} fill="none" className="stroke-edge stroke-3" strokeDasharray={edge.kinds.every((kind) => kind === 'catch') ? '8 7' : undefined} />
      ))}
    </svg>
  )
}
