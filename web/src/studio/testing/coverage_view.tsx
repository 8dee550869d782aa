import { Eye, EyeOff } from 'lucide-react'

import { formatPercent } from '../../format/format.ts'
import { say } from '../../texts/bundles.ts'
import { type Texts, useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'
import { allScopes } from '../../workflow/definition.ts'
import type { NodeLook } from '../../workflow/flow_node.tsx'
import { edgeId } from '../../workflow/layout.ts'
import type { Showing } from '../session.ts'
import { useSession, useStudio } from '../session_context.tsx'
import type { CasesRun } from './cases.ts'
import { type Coverage, coveredStates, coveredWays, type Share, type Way } from './coverage.ts'
import { scopeEnds } from './scope_ends.ts'
import { showUntilEdited } from './show_until_edited.ts'

/** How much of the workflow the cases have come to, and what they have not. */
export function CoverageView({ ran }: { ran: CasesRun }) {
  const t = useTexts()
  const session = useSession()
  const showing = useStudio((state) => state.showing)
  const { coverage } = ran
  const title = t('testing-showing-coverage')
  const isShown = showing?.title === title
  const missedStates = [...coverage.states].filter(([, count]) => count === 0).map(([state]) => state)
  const missedWays = coverage.ways.filter((way) => way.count === 0)
  return (
    <section aria-label={t('testing-coverage')} className="grid gap-4 p-3">
      <header className="flex flex-wrap items-center gap-3">
        <h2 className="flex-1 text-base">{t('testing-coverage')}</h2>
        <Button size="small" aria-pressed={isShown} icon={isShown ? <EyeOff aria-hidden size={15} /> : <Eye aria-hidden size={15} />} onClick={() => (isShown ? session.set({ showing: null }) : showUntilEdited(session, showingOf(ran, title)))}>
          {isShown ? t('testing-coverage-hide') : t('testing-coverage-show')}
        </Button>
      </header>
      <div className="grid gap-3 @xl:grid-cols-2">
        <Meter label={t('testing-coverage-states')} share={coveredStates(coverage)} />
        <Meter label={t('testing-coverage-ways')} share={coveredWays(coverage)} />
      </div>
      {missedStates.length === 0 && missedWays.length === 0 ? <p className="text-sm font-medium text-leaf">{t('testing-coverage-all')}</p> : null}
      {missedStates.length > 0 ? (
        <div className="grid gap-1.5">
          <h3 className="text-sm font-semibold">{t('testing-coverage-missed-states')}</h3>
          <ul className="flex flex-wrap gap-1.5">
            {missedStates.map((state) => <li key={state}><Button size="small" onClick={() => session.select([state])}>{state}</Button></li>)}
          </ul>
        </div>
      ) : null}
      {missedWays.length > 0 ? (
        <div className="grid gap-1.5">
          <h3 className="text-sm font-semibold">{t('testing-coverage-missed-ways')}</h3>
          <ul className="grid gap-1">
            {missedWays.map((way) => (
              <li key={`${way.from} ${way.kind} ${way.index}`}>
                <button type="button" onClick={() => session.select([way.from])} className="flex min-h-7 w-full flex-wrap items-baseline gap-x-2 rounded-xs px-1.5 text-left text-sm hover:bg-ink/5">
                  <span>{way.from} → {way.to}</span>
                  <span className="text-xs text-soft">{wayWords(way, t)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  )
}

function Meter({ label, share: { covered, total } }: { label: string; share: Share }) {
  const t = useTexts()
  const part = total === 0 ? 1 : covered / total
  return (
    <div className="grid gap-1">
      <p className="flex items-baseline justify-between gap-2 text-sm">
        <span>{label}</span>
        <span className="tabular whitespace-nowrap"><span className="font-semibold">{formatPercent(part)}</span> <span className="text-soft">{t('testing-coverage-of', { covered, total })}</span></span>
      </p>
      <div role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={total} aria-valuenow={covered} aria-valuetext={t('testing-coverage-of', { covered, total })} className="h-2 overflow-hidden rounded-full bg-sunken">
        <div className={classNames('h-full rounded-full', part === 1 ? 'bg-leaf' : 'bg-sun')} style={{ width: `${part * 100}%` }} />
      </div>
    </div>
  )
}

function wayWords({ kind, index }: Way, t: Texts): string {
  switch (kind) {
    case 'choice':
      return t('testing-way-rule', { n: (index ?? 0) + 1 })
    case 'default':
      return t('testing-way-default')
    case 'catch':
      return t('testing-way-catch', { n: (index ?? 0) + 1 })
    case 'next':
      return ''
  }
}

function showingOf({ coverage, workflow }: CasesRun, title: string): Showing {
  const isCome = (state: string) => (coverage.states.get(state) ?? 0) > 0
  const taken = new Set(coverage.ways.filter((way) => way.count > 0).map((way) => edgeId(way.from, way.to)))
  const ends = scopeEnds(workflow)
  for (const scope of allScopes(workflow)) {
    for (const state of scope.states.filter(({ id }) => isCome(id))) {
      const around = ends.get(state.id)
      if (around && state.id === scope.startAt) taken.add(edgeId(around.start, state.id))
      if (around && state.isEnd) taken.add(edgeId(state.id, around.end))
    }
  }
  return { title, looks: looksOf(coverage), taken }
}

function looksOf({ states }: Coverage): Map<string, NodeLook> {
  return new Map(
    [...states].map(([state, count]) => {
      const words = count > 0 ? say('testing-covered', { n: count }) : say('testing-not-covered')
      return [state, { tone: count > 0 ? 'good' : 'warning', detail: words, words }]
    }),
  )
}
