import { useQuery } from '@tanstack/react-query'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'

import { formatNumber } from '../../format/format.ts'
import { type Texts, useTexts } from '../../texts/texts.tsx'
import type { Tone } from '../../ui/badge.tsx'
import { Badge } from '../../ui/badge.tsx'
import { CodeDiff } from '../../ui/code_editor.tsx'
import { Segments } from '../../ui/field.tsx'
import { Loading, Note, Skeleton } from '../../ui/states.tsx'
import { readDocument, type WorkflowDocument } from '../../workflow/document.ts'
import type { FieldChange } from '../../workflow/field_changes.ts'
import { FlowGraph } from '../../workflow/flow_graph.tsx'
import type { NodeLook } from '../../workflow/flow_node.tsx'
import { type Change, diffGraphs, type GraphDiff, isUnchanged, type StateChange } from '../../workflow/graph_diff.ts'
import { layoutQuery } from '../../workflow/layout_query.ts'
import { valueOf } from '../../workflow/syntax.ts'

/** One of what is compared, and what it is called. */
export type Side = { title: string; text: string }

/** What became of one definition in another: in one picture, state by state and field by field, and in the text. */
export function Comparison({ before, after }: { before: Side; after: Side }) {
  const t = useTexts()
  const [view, setView] = useState<'graph' | 'text'>('graph')
  const read = useMemo(() => {
    const documents = { before: documentOf(before.text), after: documentOf(after.text) }
    return { ...documents, diff: documents.before && documents.after ? diffGraphs(documents.before, documents.after) : null }
  }, [before.text, after.text])
  const isSameText = before.text === after.text
  if (isSameText) return <Note tone="good" icon={<CircleCheck size={18} />}>{t('lifecycle-same')}</Note>
  const shown = read.diff ? view : 'text'
  return (
    <div className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segments
          label={t('lifecycle-compare-as')}
          value={shown}
          onChange={setView}
          choices={[
            { value: 'graph', label: t('lifecycle-compare-graph'), disabled: !read.diff },
            { value: 'text', label: t('lifecycle-compare-text') },
          ]}
        />
        {read.diff ? <Summary diff={read.diff} /> : null}
      </div>
      {read.diff ? null : <Note tone="warning" icon={<TriangleAlert size={18} />}>{t('lifecycle-compare-unreadable')}</Note>}
      {shown === 'text' ? (
        <TextComparison before={before} after={after} documents={read} />
      ) : read.diff && isUnchanged(read.diff) ? (
        <Note tone="good" icon={<CircleCheck size={18} />}>{t('lifecycle-same-meaning')}</Note>
      ) : read.diff ? (
        <GraphComparison diff={read.diff} />
      ) : null}
    </div>
  )
}

function documentOf(text: string): WorkflowDocument | null {
  const read = readDocument(text)
  return 'problem' in read ? null : read
}

type Documents = { before: WorkflowDocument | null; after: WorkflowDocument | null }

/** What is written in two notations is compared in JSON. */
function TextComparison({ before, after, documents }: { before: Side; after: Side; documents: Documents }) {
  const t = useTexts()
  const isMixed = documents.before !== null && documents.after !== null && documents.before.notation !== documents.after.notation
  const textOf = (side: Side, document: WorkflowDocument | null) => (isMixed && document ? JSON.stringify(valueOf(document.root), null, 2) : side.text)
  return (
    <CodeDiff
      label={t('lifecycle-compare-of', { before: before.title, after: after.title })}
      before={textOf(before, documents.before)}
      after={textOf(after, documents.after)}
      language={isMixed ? 'json' : (documents.after?.notation ?? 'json')}
      className="max-h-[60dvh] overflow-auto"
    />
  )
}

const tones: Record<Change, Tone> = { added: 'good', removed: 'bad', changed: 'warning', same: 'neutral' }
const marks: Record<Change, string> = { added: '+', removed: '−', changed: '~', same: '' }

function changeWords(change: Change, t: Texts): string {
  switch (change) {
    case 'added':
      return t('lifecycle-change-added')
    case 'removed':
      return t('lifecycle-change-removed')
    case 'changed':
      return t('lifecycle-change-changed')
    case 'same':
      return t('lifecycle-change-same')
  }
}

function countWords(change: 'added' | 'removed' | 'changed', count: number, t: Texts): string {
  const counted = { n: formatNumber(count), count }
  switch (change) {
    case 'added':
      return t('lifecycle-count-added', counted)
    case 'removed':
      return t('lifecycle-count-removed', counted)
    case 'changed':
      return t('lifecycle-count-changed', counted)
  }
}

function Summary({ diff }: { diff: GraphDiff }) {
  const t = useTexts()
  const states = [...diff.states.values()]
  const count = (change: Change) => states.filter((one) => one.change === change).length
  const changes = (['added', 'removed', 'changed'] as const).filter((change) => count(change) > 0)
  return (
    <p className="flex flex-wrap gap-1.5">
      {changes.map((change) => (
        <Badge key={change} tone={tones[change]}>
          <span aria-hidden>{marks[change]}</span>
          {countWords(change, count(change), t)}
        </Badge>
      ))}
    </p>
  )
}

function GraphComparison({ diff }: { diff: GraphDiff }) {
  const t = useTexts()
  const layout = useQuery(layoutQuery(diff.picture))
  const [selected, setSelected] = useState<string | null>(null)
  const looks = useMemo(() => new Map([...diff.states].map(([id, state]) => [id, lookOf(state, t)] as const)), [diff, t])
  const changed = [...diff.states.values()].filter((one) => one.change !== 'same')
  return (
    <div className="grid min-w-0 gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      {layout.isPending ? <Loading><Skeleton className="h-96" /></Loading> : null}
      {layout.data ? (
        <FlowGraph label={t('lifecycle-compare-graph')} layout={layout.data} looks={looks} changes={diff.edges} selected={selected} interest={changed[0]?.id ?? null} onSelect={setSelected} className="h-[28rem] max-lg:h-80" />
      ) : null}
      <section aria-label={t('lifecycle-changes')} className="max-h-[28rem] min-w-0 overflow-y-auto">
        <ul className="grid gap-2">
          {diff.machine.length > 0 ? (
            <li className="grid gap-1 rounded-md border border-line p-3 text-sm">
              <span className="font-semibold">{t('lifecycle-change-machine')}</span>
              <Fields fields={diff.machine} />
            </li>
          ) : null}
          {changed.map((state) => (
            <li key={state.id} className={`grid gap-1 rounded-md border p-3 text-sm ${state.id === selected ? 'border-river' : 'border-line'}`}>
              <button type="button" onClick={() => setSelected(state.id)} className="flex flex-wrap items-center gap-2 text-left">
                <span className="min-w-0 flex-1 font-semibold break-words">{state.id}</span>
                <Badge tone={tones[state.change]}>{changeWords(state.change, t)}</Badge>
              </button>
              {state.formerName === null ? null : <span className="text-soft">{t('lifecycle-change-renamed', { name: state.formerName })}</span>}
              <Fields fields={state.fields} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function lookOf({ change, formerName }: StateChange, t: Texts): NodeLook {
  const words = change === 'same' ? '' : changeWords(change, t)
  const detail = formerName === null ? words : t('lifecycle-change-renamed', { name: formerName })
  return { tone: tones[change], detail: detail || null, words, mark: marks[change] || undefined }
}

/** A value is shown up to so many characters: the text has all of it. */
const VALUE_CHARACTERS = 160

function Fields({ fields }: { fields: readonly FieldChange[] }) {
  if (fields.length === 0) return null
  return (
    <dl className="grid gap-1.5 pt-1">
      {fields.map(({ field, before, after }) => (
        <div key={field} className="min-w-0">
          <dt className="font-mono text-xs text-soft">{field}</dt>
          <dd className="grid gap-0.5 font-mono text-xs break-words">
            {before === undefined ? null : <del className="rounded-xs bg-chili-wash px-1.5 py-0.5 decoration-chili/50">{valueText(before)}</del>}
            {after === undefined ? null : <ins className="rounded-xs bg-leaf-wash px-1.5 py-0.5 no-underline">{valueText(after)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > VALUE_CHARACTERS ? `${text.slice(0, VALUE_CHARACTERS - 1)}…` : text
}
