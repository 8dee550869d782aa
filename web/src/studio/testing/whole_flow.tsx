import { useMutation } from '@tanstack/react-query'
import { FlaskConical, ListPlus } from 'lucide-react'
import { useMemo, useState } from 'react'

import { isJson, jsonFault } from '../../format/json.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeField } from '../../ui/code_field.tsx'
import { Segments } from '../../ui/field.tsx'
import { useStudio } from '../session_context.tsx'
import { effectiveMocks, useFlowBench } from './flow_bench.ts'
import { draftOfResult, faultOf } from './mock_draft.ts'
import { MocksEditor } from './mocks_editor.tsx'
import { NotRun } from './not_run.tsx'
import { proposalFor } from './proposal.ts'
import { SaveRun } from './save_run.tsx'
import { TestFrame } from './test_frame.tsx'
import { WatchedRun } from './watched_run.tsx'

type View = 'plan' | 'watch'

/** The whole workflow in virtual time: nothing outside is touched. */
export function WholeFlow() {
  const t = useTexts()
  const [{ plan, watched }, bench] = useFlowBench()
  const workflow = useStudio((state) => state.document.workflow)
  const isUnreadable = useStudio((state) => state.problem !== null)
  const [view, setView] = useState<View>(watched ? 'watch' : 'plan')
  const [open, setOpen] = useState<string | null>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const isFaulty = useMemo(() => !isJson(plan.input) || [...effectiveMocks(workflow, plan.mocks).values()].some(faultOf), [workflow, plan])
  const run = useMutation({
    mutationFn: () => bench.run(),
    onSuccess: () => {
      const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
      bench.goTo(isCalm ? Number.POSITIVE_INFINITY : 0)
      setView('watch')
      setPlaying(!isCalm)
    },
  })
  const answer = (state: string) => {
    bench.setMock(state, null)
    setOpen(state)
    setView('plan')
  }
  return (
    <TestFrame
      actions={
        <>
          {watched ? (
            <>
              <Segments<View>
                label={t('testing-views')}
                value={view}
                onChange={setView}
                choices={[{ value: 'plan', label: t('testing-view-plan') }, { value: 'watch', label: t('testing-view-watch') }]}
              />
              <Button size="small" title={t('testing-save-run')} icon={<ListPlus aria-hidden size={15} />} onClick={() => setSaving(true)}><span className="@max-4xl:sr-only">{t('testing-save-run')}</span></Button>
            </>
          ) : null}
          <Button kind="primary" size="small" busy={run.isPending} disabled={isFaulty || isUnreadable} icon={<FlaskConical aria-hidden size={15} />} onClick={() => run.mutate()}>
            {watched ? t('testing-run-again') : t('testing-run')}
          </Button>
        </>
      }
    >
      {run.error ? <NotRun error={run.error} className="m-3" /> : null}
      {view === 'watch' && watched ? (
        <WatchedRun watched={watched} isPlaying={isPlaying} onPlaying={setPlaying} onAnswer={answer} />
      ) : (
        <PlanForm open={open} onOpen={setOpen} />
      )}
      {isSaving && watched ? <SaveRun watched={watched} onClose={() => setSaving(false)} /> : null}
    </TestFrame>
  )
}

function PlanForm({ open, onOpen }: { open: string | null; onOpen: (state: string | null) => void }) {
  const t = useTexts()
  const [{ plan }, bench] = useFlowBench()
  const workflow = useStudio((state) => state.document.workflow)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-5 p-3 @3xl:h-full @3xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] @3xl:grid-rows-[minmax(0,1fr)]">
      <div className="min-h-0 @3xl:overflow-y-auto">
        <CodeField label={t('testing-input')} language="json" value={plan.input} error={jsonFault(plan.input)} hint={t('testing-input-hint')} onChange={(input) => bench.plan({ input })} className="min-h-28" />
      </div>
      <section aria-label={t('testing-mocks')} className="min-h-0 @3xl:overflow-y-auto">
        <p className="mb-1.5 text-sm">
          <span className="font-semibold">{t('testing-mocks')}</span> <span className="text-soft">{t('testing-mocks-detail')}</span>
        </p>
        <MocksEditor
          workflow={workflow}
          mocks={plan.mocks}
          proposalOf={(state) => draftOfResult(proposalFor(workflow, state))}
          isProposed
          onChange={(state, mock) => bench.setMock(state, mock)}
          open={open}
          onOpen={onOpen}
        />
      </section>
    </div>
  )
}
