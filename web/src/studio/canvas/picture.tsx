import { CircleAlert, TriangleAlert } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { aboutState } from '../../workflow/about_state.ts'
import type { StateId } from '../../workflow/definition.ts'
import { FlowEdges } from '../../workflow/flow_edges.tsx'
import { FlowDot, FlowState } from '../../workflow/flow_node.tsx'
import type { FlowLayout, FlowNode } from '../../workflow/layout.ts'
import { isState } from '../../workflow/neighbours.ts'
import { type Box, useSeen, type Viewing } from '../../workflow/viewport.ts'
import { Visible } from '../../workflow/visible.ts'
import { problemsOf } from '../problems/problems_of.ts'
import { useStudio } from '../session_context.tsx'
import { isBox } from './ground.ts'
import { DropMark } from './drop_mark.tsx'
import { EmptyScope } from './empty_scope.tsx'
import { LineHits } from './lines.tsx'
import { PlusButtons } from './plus_buttons.tsx'
import { RenameField } from './rename_field.tsx'
import { StateTools } from './state_tools.tsx'
import { useUnderWay } from './workbench.ts'

type PictureProps = { layout: FlowLayout; viewing: Viewing; /** The one stop of the tab key. */ entry: StateId | null; hovered: string | null; marquee: Box | null }

/** What is drawn: of all states and lines those that are in view, and what has the focus. */
export function Picture({ layout, viewing, entry, hovered, marquee }: PictureProps) {
  const states = useStudio((state) => state.document.states)
  const selection = useStudio((state) => state.selection)
  const showing = useStudio((state) => state.showing)
  const problems = useStudio(problemsOf)
  const renamed = useUnderWay(({ question }) => (question?.kind === 'rename' && question.surface === 'canvas' ? question.state : null))
  const seen = useSeen(viewing)
  const chosen = useMemo(() => new Set(selection), [selection])
  const marks = useMarks(problems)
  const visible = useMemo(() => new Visible(layout), [layout])
  const byId = useMemo(() => new Map(layout.nodes.map((node) => [node.id, node])), [layout])
  const nodes = useMemo(() => visible.nodes(seen), [visible, seen])
  const edges = useMemo(() => visible.edges(seen), [visible, seen])
  // What has the focus stays, wherever one looks.
  const focused = byId.get(entry ?? '')
  const drawn = focused && !nodes.includes(focused) ? [...nodes, focused] : nodes
  const shownPluses = useMemo(() => new Set(edges.filter((edge) => edge.id === hovered || edge.from === hovered || chosen.has(edge.from) || chosen.has(edge.to)).map((edge) => edge.id)), [edges, hovered, chosen])
  const tooled = [...new Set([selection.length === 1 ? selection[0] : undefined, hovered])].flatMap((id) => {
    const node = byId.get(id ?? '')
    const state = states.get(id ?? '')
    return node && state ? [{ node, state }] : []
  })
  const renamedNode = byId.get(renamed ?? '')
  const renamedState = states.get(renamed ?? '')

  const draw = (node: FlowNode) => {
    const state = states.get(node.id)
    const mark = marks.get(node.id)
    return (
      <FlowState
        key={node.id}
        node={node}
        name={state?.name ?? node.id}
        about={state ? aboutState(state) : undefined}
        look={showing?.looks.get(node.id) ?? null}
        isPlain={showing === null}
        isSelected={chosen.has(node.id)}
        isEntry={node.id === entry}
        words={mark?.words}
      >
        {mark?.sign}
      </FlowState>
    )
  }

  return (
    <>
      {drawn.filter(isBox).map(draw)}
      <FlowEdges edges={edges} taken={showing?.taken ?? null} />
      <LineHits edges={edges} />
      {drawn.map((node) => {
        if (node.kind === 'Empty') return <EmptyScope key={node.id} node={node} />
        if (!isState(node)) return <FlowDot key={node.id} node={node} />
        return isBox(node) ? null : draw(node)
      })}
      <PlusButtons edges={edges} shown={shownPluses} />
      {tooled.map(({ node, state }) => (
        <StateTools key={node.id} node={node} state={state} isSelected={selection.length === 1 && chosen.has(node.id)} />
      ))}
      <DropMark layout={layout} />
      {renamedNode && renamedState ? <RenameField key={renamedState.id} state={renamedState} className="absolute" style={{ left: renamedNode.x + 48, top: renamedNode.y + 5, width: renamedNode.width - 54 }} /> : null}
      {marquee ? <div aria-hidden style={{ left: marquee.x, top: marquee.y, width: marquee.width, height: marquee.height }} className="pointer-events-none absolute rounded-xs border border-river bg-river/10" /> : null}
    </>
  )
}

type StateMark = { words: string; sign: ReactNode }

const sign = 'absolute -top-2.5 -left-2.5 grid size-6 place-items-center rounded-full border-2 border-paper'
const signs = {
  ERROR: <span aria-hidden className={`${sign} bg-chili text-on-chili`}><CircleAlert size={14} /></span>,
  WARNING: <span aria-hidden className={`${sign} bg-sun text-card`}><TriangleAlert size={13} /></span>,
}

/** The states that something is wrong with. */
function useMarks(problems: ReturnType<typeof problemsOf>): ReadonlyMap<StateId, StateMark> {
  const t = useTexts()
  return useMemo(() => {
    const marks = new Map<StateId, StateMark>()
    const words = { ERROR: t('studio-error'), WARNING: t('studio-warning') }
    for (const severity of ['WARNING', 'ERROR'] as const) {
      for (const problem of problems) {
        if (problem.severity === severity && problem.state !== null) marks.set(problem.state, { words: `${words[severity]}: ${problem.message}`, sign: signs[severity] })
      }
    }
    return marks
  }, [problems, t])
}
