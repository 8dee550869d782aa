import { useMutation } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleDashed, CircleX, Copy, Ellipsis, ListChecks, Pencil, Play, Plus, Route, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { formatPercent } from '../../format/format.ts'
import { type Texts, useTexts } from '../../texts/texts.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useSearchMembers } from '../../ui/search_members.ts'
import { Empty, Failure, Loading, Note } from '../../ui/states.tsx'
import { useSession, useStudio } from '../session_context.tsx'
import { CaseDialog } from './case_dialog.tsx'
import { blankCase, copyOfCase } from './case_draft.ts'
import { CaseResult } from './case_result.tsx'
import { useDropCase } from './case_store.ts'
import { type CaseOutcome, type Cases, runCase, useCases, useCasesState } from './cases.ts'
import { type Coverage, coveredStates, coveredWays, type Share } from './coverage.ts'
import { CoverageView } from './coverage_view.tsx'
import { NotRun } from './not_run.tsx'
import { PickExecution } from './pick_execution.tsx'
import { statusWords } from './status_words.ts'
import type { TestCase } from './test_case.ts'
import { TestFrame } from './test_frame.tsx'

/** What is being done with a case, over the list. */
type Doing = { kind: 'new' | 'edit' | 'drop'; one: TestCase } | { kind: 'pick' }

/** The cases that are kept: how each went, and how much of the workflow they come to. */
export function CasesTab() {
  const t = useTexts()
  const cases = useCases()
  const [search, change] = useSearchMembers()
  const [doing, setDoing] = useState<Doing | null>(null)
  const { outcomes } = useCasesState()
  const isUnreadable = useStudio((state) => state.problem !== null)
  const chosen = cases.cases.find((one) => one.id === search.case)
  const begin = [
    { label: t('testing-case-blank'), icon: <Plus aria-hidden size={15} />, onChoose: () => setDoing({ kind: 'new', one: blankCase() }) },
    { label: t('testing-from-execution-menu'), icon: <ListChecks aria-hidden size={15} />, onChoose: () => setDoing({ kind: 'pick' }) },
  ]
  return (
    <TestFrame
      actions={
        <>
          <p role="status" className="tabular text-sm text-soft">{progressWords(cases, t)}</p>
          <Menu label={t('testing-case-new')} items={begin} kind="secondary" size="small">
            <Plus aria-hidden size={15} />
            <span className="@max-md:sr-only">{t('testing-case-new')}</span>
          </Menu>
          <Button kind="primary" size="small" busy={cases.progress !== null} disabled={cases.cases.length === 0 || isUnreadable} icon={<Play aria-hidden size={15} />} onClick={() => void cases.run()}>
            {t('testing-cases-run')}
          </Button>
        </>
      }
    >
      {cases.error ? <Failure error={cases.error} className="m-3" /> : cases.isPending ? <Loading /> : cases.cases.length === 0 ? (
        <Empty
          icon={<ListChecks />}
          title={t('testing-cases-none')}
          action={<div className="flex flex-wrap justify-center gap-2">{begin.map(({ label, icon, onChoose }) => <Button key={label} icon={icon} onClick={onChoose}>{label}</Button>)}</div>}
        >
          {t('testing-cases-none-detail')}
        </Empty>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] @3xl:h-full @3xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] @3xl:grid-rows-[minmax(0,1fr)]">
          <ul aria-label={t('testing-cases')} className="divide-y divide-line/60 @3xl:overflow-y-auto">
            {cases.lastRun?.outcomes.some((one) => one.verdict !== 'broken') ? <li><CoverageRow coverage={cases.lastRun.coverage} isChosen={chosen === undefined} onChoose={() => change({ case: undefined })} /></li> : null}
            {cases.cases.map((one) => (
              <CaseRow key={one.id} one={one} outcome={outcomes.get(one.id) ?? null} isChosen={one === chosen} onChoose={() => change({ case: one === chosen ? undefined : one.id })} onDo={setDoing} />
            ))}
          </ul>
          <div className="min-h-0 border-line @max-3xl:border-t @3xl:overflow-y-auto @3xl:border-l">
            {chosen ? <CaseResult one={chosen} outcome={outcomes.get(chosen.id) ?? null} onEdit={() => setDoing({ kind: 'edit', one: chosen })} /> : <Overview cases={cases} />}
          </div>
        </div>
      )}
      {doing?.kind === 'pick' ? <PickExecution onPick={(one) => setDoing({ kind: 'new', one: copyOfCase(one, one.name) })} onClose={() => setDoing(null)} /> : null}
      {doing?.kind === 'new' ? <CaseDialog title={t('testing-case-new')} from={doing.one} onKept={(one) => change({ case: one.id })} onClose={() => setDoing(null)} /> : null}
      {doing?.kind === 'edit' ? <CaseDialog title={t('testing-case-edit')} from={doing.one} onClose={() => setDoing(null)} /> : null}
      {doing?.kind === 'drop' ? <DropCase one={doing.one} onClose={() => setDoing(null)} /> : null}
    </TestFrame>
  )
}

/** Aloud too: how far it is, and how it all went. */
function progressWords({ progress, lastRun, cases }: Cases, t: Texts): string {
  if (progress) {
    const { done: n, total, last } = progress
    if (last === null) return t('testing-cases-begin', { total })
    return last === 'passed' ? t('testing-case-passed-of', { n, total }) : t('testing-case-failed-of', { n, total })
  }
  if (lastRun && lastRun.outcomes.length > 0) return t('testing-cases-passed', { n: lastRun.passed, total: lastRun.outcomes.length })
  return t('testing-cases-count', { n: cases.length })
}

function Overview({ cases }: { cases: Cases }) {
  const t = useTexts()
  const text = useStudio((state) => state.text)
  if (!cases.lastRun) return <p className="p-6 text-center text-sm text-soft">{t('testing-cases-before')}</p>
  const { outcomes } = cases.lastRun
  const broken = outcomes.find((one) => one.verdict === 'broken')
  if (broken && outcomes.every((one) => one.verdict === 'broken')) return <NotRun error={broken.error} className="m-3" />
  return (
    <>
      {cases.lastRun.text === text ? null : <Note tone="warning" className="mx-3 mt-3 py-1.5 text-sm">{t('testing-cases-old')}</Note>}
      <CoverageView ran={cases.lastRun} />
    </>
  )
}

function CoverageRow({ coverage, isChosen, onChoose }: { coverage: Coverage; isChosen: boolean; onChoose: () => void }) {
  const t = useTexts()
  const share = ({ covered, total }: Share) => formatPercent(total === 0 ? 1 : covered / total)
  return (
    <button type="button" aria-pressed={isChosen} onClick={onChoose} className={classNames('flex min-h-12 w-full items-center gap-2.5 border-l-3 px-2.5 text-left text-sm', isChosen ? 'border-clay bg-clay-wash' : 'border-transparent hover:bg-ink/5')}>
      <Route aria-hidden size={18} className="shrink-0 text-soft" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{t('testing-coverage')}</span>
        <span className="tabular block truncate text-xs text-soft">{t('testing-coverage-short', { states: share(coveredStates(coverage)), ways: share(coveredWays(coverage)) })}</span>
      </span>
    </button>
  )
}

type CaseRowProps = { one: TestCase; outcome: CaseOutcome | null; isChosen: boolean; onChoose: () => void; onDo: (doing: Doing) => void }

function CaseRow({ one, outcome, isChosen, onChoose, onDo }: CaseRowProps) {
  const t = useTexts()
  const session = useSession()
  const run = useMutation({ mutationFn: () => runCase(session, one) })
  return (
    <li className={classNames('flex items-center gap-1 border-l-3 pr-2', isChosen ? 'border-clay bg-clay-wash' : 'border-transparent')}>
      <button type="button" aria-pressed={isChosen} onClick={onChoose} className="flex min-h-12 min-w-0 flex-1 items-center gap-2.5 px-2.5 text-left text-sm">
        <VerdictIcon verdict={outcome?.verdict ?? null} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{one.name}</span>
          <span className="block truncate text-xs text-soft">{expectationWords(one, t)}</span>
        </span>
      </button>
      <IconButton size="small" label={t('testing-case-run', { name: one.name })} disabled={run.isPending} onClick={() => run.mutate()}><Play aria-hidden size={15} /></IconButton>
      <Menu
        size="small"
        label={t('testing-case-actions', { name: one.name })}
        className="w-8 px-0!"
        items={[
          { label: t('testing-case-edit'), icon: <Pencil aria-hidden size={15} />, onChoose: () => onDo({ kind: 'edit', one }) },
          { label: t('testing-case-duplicate'), icon: <Copy aria-hidden size={15} />, onChoose: () => onDo({ kind: 'new', one: copyOfCase(one, t('testing-case-copy', { name: one.name })) }) },
          { label: t('testing-case-drop'), icon: <Trash2 aria-hidden size={15} />, danger: true, onChoose: () => onDo({ kind: 'drop', one }) },
        ]}
      >
        <Ellipsis aria-hidden size={16} />
      </Menu>
    </li>
  )
}

function VerdictIcon({ verdict }: { verdict: CaseOutcome['verdict'] | null }) {
  const t = useTexts()
  switch (verdict) {
    case 'passed':
      return <CircleCheck role="img" aria-label={t('testing-verdict-passed')} size={18} className="shrink-0 text-leaf" />
    case 'failed':
      return <CircleX role="img" aria-label={t('testing-verdict-failed')} size={18} className="shrink-0 text-chili" />
    case 'broken':
      return <CircleAlert role="img" aria-label={t('testing-verdict-broken')} size={18} className="shrink-0 text-sun" />
    case null:
      return <CircleDashed role="img" aria-label={t('testing-verdict-none')} size={18} className="shrink-0 text-soft" />
  }
}

function expectationWords({ expect }: TestCase, t: Texts): string {
  const { status, output, error, path } = expect
  const about = output ? (output.match === 'exactly' ? t('testing-expects-exactly') : t('testing-expects-part')) : error
  return [t('testing-expects', { status: statusWords(status, t) }), about, path ? t('testing-expects-path', { n: path.length }) : null].filter(Boolean).join(' · ')
}

function DropCase({ one, onClose }: { one: TestCase; onClose: () => void }) {
  const t = useTexts()
  const drop = useDropCase()
  return (
    <Dialog
      title={t('testing-case-drop-title', { name: one.name })}
      shape="center"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="danger" busy={drop.isPending} onClick={() => drop.mutate(one, { onSuccess: onClose })}>{t('testing-case-drop')}</Button>
        </>
      }
    >
      <p>{t('testing-case-drop-detail')}</p>
    </Dialog>
  )
}
