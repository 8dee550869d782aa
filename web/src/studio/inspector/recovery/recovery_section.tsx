import { Plus } from 'lucide-react'
import { useMemo } from 'react'

import { formatNumber } from '../../../format/format.ts'
import { useTexts } from '../../../texts/texts.tsx'
import { Button } from '../../../ui/button.tsx'
import { allStates, type State } from '../../../workflow/definition.ts'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { useStudio } from '../../session_context.tsx'
import { AssignField } from '../form/assign_field.tsx'
import { OptionalFields } from '../form/optional_fields.tsx'
import { ItemCard } from '../form/item_card.tsx'
import { TargetField, useTargets } from '../form/next_field.tsx'
import { NumberInput, TextInput, WordInput } from '../form/plain_fields.tsx'
import { Section } from '../form/section.tsx'
import { useField } from '../form/use_field.ts'
import { useItemList } from '../form/use_item_list.ts'
import { ExpressionField, TemplateField } from '../expression/expression_field.tsx'
import { useStateSight } from '../expression/state_sight.tsx'
import { isObject, type JsonObject, textOf } from '../json.ts'
import { errorsFor } from './error_names.ts'
import { ErrorNamesField } from './error_names_field.tsx'
import { asksFunction, firstRetrier } from './first_retrier.ts'
import { retrierDefaults, waitsOf } from './waits.ts'

const none: readonly Json[] = []

/** What a state does about errors: it tries again, or goes elsewhere. */
export function RecoverySection({ state }: { state: State }) {
  const t = useTexts()
  const retry = useField([...state.path, 'Retry'], 'alone')
  const catches = useField([...state.path, 'Catch'], 'alone')
  const known = useKnownErrors(state)
  const targets = useTargets(state)
  const retriers = useItemList([...state.path, 'Retry'], Array.isArray(retry.value) ? retry.value : none)
  const catchers = useItemList([...state.path, 'Catch'], Array.isArray(catches.value) ? catches.value : none)
  const addRetrier = () => {
    retriers.add(retriers.items.length === 0 ? firstRetrier(state) : { ErrorEquals: ['States.TaskFailed'], ...retrierDefaults }, placeOfNext(retriers.items))
  }
  const addCatcher = () => {
    const Next = targets.find((name) => name !== state.name) ?? ''
    catchers.add({ ErrorEquals: [catchers.items.some(isForAll) ? 'States.TaskFailed' : 'States.ALL'], Next }, placeOfNext(catchers.items))
  }
  return (
    <Section title={t('inspector-recovery')}>
      {retry.error ? <p className="text-sm font-medium text-chili">{retry.error}</p> : null}
      {retriers.items.length > 0 ? (
        <ol aria-label={t('inspector-retry')} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {retriers.items.map((retrier, index) => (
            <ItemCard key={index} list={retriers} index={index} about={t('inspector-retrier', { n: index + 1 })} title={<RetrierTitle retrier={retrier} />}>
              <RetrierForm path={[...state.path, 'Retry', index]} retrier={isObject(retrier) ? retrier : {}} known={known} />
            </ItemCard>
          ))}
        </ol>
      ) : null}
      {catches.error ? <p className="text-sm font-medium text-chili">{catches.error}</p> : null}
      {catchers.items.length > 0 ? (
        <ol aria-label={t('inspector-catch')} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {catchers.items.map((catcher, index) => (
            <ItemCard key={index} list={catchers} index={index} about={t('inspector-catcher', { n: index + 1 })} title={<CatcherTitle catcher={catcher} />}>
              <CatcherForm path={[...state.path, 'Catch', index]} catcher={isObject(catcher) ? catcher : {}} known={known} targets={targets} />
            </ItemCard>
          ))}
        </ol>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button size="small" icon={<Plus aria-hidden size={14} />} onClick={addRetrier}>{t('inspector-retry-add')}</Button>
        <Button size="small" icon={<Plus aria-hidden size={14} />} onClick={addCatcher}>{t('inspector-catch-add')}</Button>
      </div>
    </Section>
  )
}

function errorsOf(item: Json | undefined): string[] {
  return isObject(item) && Array.isArray(item.ErrorEquals) ? item.ErrorEquals.filter((name) => typeof name === 'string') : []
}

function isForAll(item: Json | undefined): boolean {
  return errorsOf(item).includes('States.ALL')
}

/** What stands for all errors stays the last. */
function placeOfNext(items: readonly Json[]): number {
  return isForAll(items.at(-1)) ? items.length - 1 : items.length
}

/** Errors that the state can meet, and those that the machine names elsewhere or raises itself. */
function useKnownErrors(state: State): string[] {
  const workflow = useStudio((studio) => studio.document.workflow)
  return useMemo(() => {
    const named = [...allStates(workflow)].flatMap(({ source }) => [
      ...[source.Retry, source.Catch].flatMap((list) => (Array.isArray(list) ? list : [])).flatMap((one: unknown) => (typeof one === 'object' && one !== null && 'ErrorEquals' in one && Array.isArray(one.ErrorEquals) ? one.ErrorEquals : [])),
      source.Error,
    ])
    return errorsFor(state.type, asksFunction(state), named.filter((name) => typeof name === 'string' && !name.includes('{%')))
  }, [workflow, state])
}

function RetrierTitle({ retrier }: { retrier: Json }) {
  const t = useTexts()
  const { MaxAttempts } = isObject(retrier) ? retrier : {}
  const attempts = typeof MaxAttempts === 'number' ? MaxAttempts : retrierDefaults.MaxAttempts
  return (
    <>
      {attempts === 0 ? t('inspector-retry-never') : t('inspector-retry-title', { n: attempts })}
      <Errors names={errorsOf(retrier)} />
    </>
  )
}

function CatcherTitle({ catcher }: { catcher: Json }) {
  const t = useTexts()
  return (
    <>
      {t('inspector-catch-title', { state: textOf(isObject(catcher) ? catcher.Next : undefined) || '…' })}
      <Errors names={errorsOf(catcher)} />
    </>
  )
}

function Errors({ names }: { names: readonly string[] }) {
  const t = useTexts()
  const said = names.includes('States.ALL') ? t('inspector-any-error') : names.join(', ')
  return <span className="block truncate text-xs font-normal text-soft">{said}</span>
}

const WAITS_SHOWN = 6

function RetrierForm({ path, retrier, known }: { path: Path; retrier: JsonObject; known: readonly string[] }) {
  const t = useTexts()
  return (
    <>
      <ErrorNamesField path={[...path, 'ErrorEquals']} known={known} />
      <div className="grid grid-cols-3 items-start gap-2">
        <NumberInput path={[...path, 'IntervalSeconds']} label={t('inspector-interval')} name=" " hint={<FieldCode name="IntervalSeconds" />} unit="s" placeholder={String(retrierDefaults.IntervalSeconds)} isNeeded />
        <NumberInput path={[...path, 'MaxAttempts']} label={t('inspector-attempts')} name=" " hint={<FieldCode name="MaxAttempts" />} placeholder={String(retrierDefaults.MaxAttempts)} isNeeded />
        <NumberInput path={[...path, 'BackoffRate']} label={t('inspector-backoff')} name=" " hint={<FieldCode name="BackoffRate" />} unit="×" placeholder={String(retrierDefaults.BackoffRate)} isNeeded />
      </div>
      <WaitsPreview retrier={retrier} />
      <OptionalFields
        fields={[
          { name: 'MaxDelaySeconds', label: t('inspector-max-delay'), first: 60, field: <NumberInput path={[...path, 'MaxDelaySeconds']} label={t('inspector-max-delay')} unit="s" /> },
          {
            name: 'JitterStrategy',
            label: t('inspector-jitter'),
            first: 'FULL',
            field: (
              <WordInput path={[...path, 'JitterStrategy']} label={t('inspector-jitter')} words={[{ value: 'NONE', label: t('inspector-jitter-none') }, { value: 'FULL', label: t('inspector-jitter-full') }]} />
            ),
          },
          { name: 'Comment', label: t('inspector-comment'), first: '', field: <TextInput path={[...path, 'Comment']} label={t('inspector-comment')} /> },
        ]}
        path={path}
        value={retrier}
      />
    </>
  )
}

function FieldCode({ name }: { name: string }) {
  return <span translate="no" className="font-mono text-2xs">{name}</span>
}

/** The waits that a retrier makes, as they will be. */
function WaitsPreview({ retrier }: { retrier: JsonObject }) {
  const t = useTexts()
  const { seconds, more, total, isDrawn } = waitsOf(retrier, WAITS_SHOWN)
  if (seconds.length === 0) return null
  const longest = Math.max(...seconds, 1)
  const said = seconds.map((wait) => secondsWords(wait)).join(', ')
  return (
    <div className="grid gap-1">
      <div aria-hidden className="flex h-7 items-end gap-1">
        {seconds.map((wait, index) => (
          // A wait has nothing of its own but its turn.
          <span key={index} className={isDrawn ? 'w-5 rounded-t-xs border border-b-0 border-dashed border-river bg-river-wash' : 'w-5 rounded-t-xs bg-river/70'} style={{ height: `${Math.max(12, (wait / longest) * 100)}%` }} />
        ))}
        {more > 0 ? <span className="text-xs text-soft">…</span> : null}
      </div>
      <p className="tabular text-xs text-soft">
        {isDrawn ? t('inspector-waits-drawn', { waits: said }) : t('inspector-waits', { waits: said })}
        {more > 0 ? '…' : ''} · {t('inspector-waits-total', { total: secondsWords(total) })}
      </p>
    </div>
  )
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function secondsWords(seconds: number): string {
  const rounded = (value: number) => formatNumber(Math.round(value * 10) / 10)
  if (seconds < MINUTE * 2) return `${rounded(seconds)} s`
  if (seconds < HOUR * 2) return `${rounded(seconds / MINUTE)} min`
  if (seconds < DAY * 2) return `${rounded(seconds / HOUR)} h`
  return `${rounded(seconds / DAY)} d`
}

function CatcherForm({ path, catcher, known, targets }: { path: Path; catcher: JsonObject; known: readonly string[]; targets: readonly string[] }) {
  const t = useTexts()
  const { language } = useStateSight()
  return (
    <>
      <ErrorNamesField path={[...path, 'ErrorEquals']} known={known} />
      <TargetField path={[...path, 'Next']} label={t('inspector-catch-next')} targets={targets} />
      <OptionalFields
        fields={[
          language === 'JSONata'
            ? { name: 'Output', label: t('inspector-output'), first: '{% $states.errorOutput %}', field: <TemplateField path={[...path, 'Output']} label={t('inspector-output')} step="error" /> }
            : { name: 'ResultPath', label: t('inspector-error-path'), first: '$.error', field: <ExpressionField path={[...path, 'ResultPath']} label={t('inspector-error-path')} step="effective" isEvaluated={false} /> },
          { name: 'Assign', label: t('inspector-assign'), first: {}, field: <AssignField path={[...path, 'Assign']} step="error" /> },
          { name: 'Comment', label: t('inspector-comment'), first: '', field: <TextInput path={[...path, 'Comment']} label={t('inspector-comment')} /> },
        ]}
        path={path}
        value={catcher}
      />
    </>
  )
}
