import { useQuery } from '@tanstack/react-query'
import { ArrowDown, CircleAlert, Database } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'

import { type Texts, useTexts } from '../../../texts/texts.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { classNames } from '../../../ui/class_names.ts'
import { CopyButton } from '../../../ui/copy_button.tsx'
import { JsonTree } from '../../../ui/json_tree.tsx'
import { Empty, Failure, Loading, Note } from '../../../ui/states.tsx'
import type { State } from '../../../workflow/definition.ts'
import { useStudio } from '../../session_context.tsx'
import { hasResult, useStateSight } from '../expression/state_sight.tsx'
import { GoTo } from '../form/next_field.tsx'
import { isSame } from '../json.ts'
import { SampleDialog } from '../samples/sample_dialog.tsx'
import { differenceOf } from './difference.ts'
import type { TestedState } from '../../test_state.ts'
import { baseOf, type Station, type StationKind, stationsOf, testOf, testQuery } from './trace.ts'

/** Changes rest for so long before the state is tested anew. */
const REST_MS = 400

/** What becomes of data on its way through the state, station by station. */
export function DataFlow({ state }: { state: State }) {
  const t = useTexts()
  const { language, sample } = useStateSight()
  const substitutions = useStudio((studio) => studio.substitutions)
  const [isChoosing, setChoosing] = useState(false)
  const request = useMemo(() => (sample ? testOf(state, language, sample, substitutions) : null), [state, language, sample, substitutions])
  const rested = useRested(request)
  const test = useQuery({ ...testQuery(rested), placeholderData: (before) => before })
  if (!sample) {
    return (
      <>
        <Empty icon={<Database />} title={t('inspector-flow-none')} action={<Button kind="primary" onClick={() => setChoosing(true)}>{t('inspector-sample-choose')}</Button>}>
          {t('inspector-flow-none-detail')}
        </Empty>
        {isChoosing ? <SampleDialog state={state} onClose={() => setChoosing(false)} /> : null}
      </>
    )
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 pb-6">
      <p className="text-sm text-soft">{t('inspector-flow-of')}</p>
      {hasResult(state) && sample.result === undefined ? <Note className="text-sm">{t('inspector-flow-no-result')}</Note> : null}
      {test.isError ? <Failure error={test.error} onRetry={() => void test.refetch()} /> : test.data ? <Stations state={state} tested={test.data} isOld={rested !== request || test.isPlaceholderData} /> : <Loading />}
    </div>
  )
}

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

function Stations({ state, tested, isOld }: { state: State; tested: TestedState; isOld: boolean }) {
  const t = useTexts()
  const { language } = useStateSight()
  const stations = useMemo(() => stationsOf(tested, state.source, language), [tested, state.source, language])
  return (
    <>
      <ol aria-label={t('inspector-tab-data')} className={classNames('grid grid-cols-[minmax(0,1fr)] gap-2 transition-opacity', isOld && 'opacity-60')}>
        {stations.map((station, index) => <StationCard key={`${station.kind} ${station.field ?? ''}`} station={station} base={baseOf(stations, index)} />)}
      </ol>
      {state.type === 'Wait' && tested.error === 'States.Timeout' ? <Note className="text-sm">{t('inspector-flow-long-wait')}</Note> : tested.error || tested.status === 'FAILED' ? (
        <div role="alert" className="flex items-start gap-2.5 rounded-md bg-chili-wash px-3 py-2.5 text-sm text-chili">
          <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
          <div className="min-w-0">
            <p className="font-bold break-words">{tested.error ?? t('inspector-flow-failed')}</p>
            {tested.cause ? <p className="break-words whitespace-pre-wrap">{tested.cause}</p> : null}
          </div>
        </div>
      ) : null}
      {tested.status === 'SUCCEEDED' || tested.status === 'CAUGHT_ERROR' ? (
        <p className="flex items-center gap-2 text-sm">
          <ArrowDown aria-hidden size={15} className="text-soft" />
          {tested.nextState ? t('inspector-flow-next', { state: tested.nextState }) : t('inspector-flow-end')}
          {tested.nextState ? <GoTo name={tested.nextState} /> : null}
        </p>
      ) : null}
    </>
  )
}

function StationCard({ station, base }: { station: Station; base: Station | null }) {
  const t = useTexts()
  const title = stationWords(station.kind, t)
  const isUnchanged = base !== null && isSame(base.value, station.value)
  const marks = useMemo(() => (base ? differenceOf(base.value, station.value) : undefined), [base, station])
  return (
    <li className="min-w-0 rounded-md border border-line bg-card">
      <div className="flex min-h-9 items-center gap-2 border-b border-line px-3 py-1">
        <h4 className="min-w-0 truncate text-sm font-semibold">{title}</h4>
        {station.field ? <code className="truncate text-2xs text-soft">{station.field}</code> : null}
        <span className="ml-auto flex shrink-0 items-center gap-1">
          {isUnchanged ? <Badge>{t('inspector-flow-same', { station: stationWords(base.kind, t) })}</Badge> : null}
          <CopyButton text={JSON.stringify(station.value, null, 2)} />
        </span>
      </div>
      {isUnchanged ? null : <JsonTree label={title} value={station.value} marks={marks} className="max-h-72 overflow-y-auto p-2" />}
    </li>
  )
}

function stationWords(kind: StationKind, t: Texts): string {
  const words: Record<StationKind, string> = {
    input: t('inspector-station-input'),
    selected: t('inspector-station-selected'),
    items: t('inspector-station-items'),
    itemSelected: t('inspector-station-item-selected'),
    batched: t('inspector-station-batched'),
    arguments: t('inspector-station-arguments'),
    result: t('inspector-station-result'),
    resultSelected: t('inspector-station-result-selected'),
    combined: t('inspector-station-combined'),
    output: t('inspector-station-output'),
    variables: t('inspector-station-variables'),
  }
  return words[kind]
}
