import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useState } from 'react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { formatDate, formatNumber, formatPercent } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Panel } from '../ui/card.tsx'
import { TextField } from '../ui/field.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { useToasts } from '../ui/toast.tsx'
import { Interval } from './interval.tsx'

type View = Schema['ExperimentView']
type State = Schema['ExperimentState']
type Compared = Schema['OutcomeComparisonView']

const tones: Record<State, Tone> = { running: 'active', stopped: 'neutral', decided_a: 'good', decided_b: 'good' }

/** The API has shares in ten-thousandths; people say percent. */
const PER_PERCENT = 100

export function Experiment({ experiment }: { experiment: View }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const settle = useMutation({
    mutationFn: (body: Schema['SwitchWish']) =>
      answerOf(api.PUT('/api/experiments/{experiment}', { params: { path: { experiment: experiment.name } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['experiments'] }),
    onError: toasts.failed,
  })
  const stateWords: Record<State, string> = {
    running: t('experiments-running'),
    stopped: t('experiments-stopped'),
    decided_a: t('experiments-decided-a'),
    decided_b: t('experiments-decided-b'),
  }
  const solved = experiment.outcomes.find(({ outcome }) => outcome === 'solved')
  const to = (state: State, label: string) => (
    <Button size="small" disabled={experiment.state === state} busy={settle.isPending && settle.variables.state === state} onClick={() => settle.mutate({ state })}>
      {label}
    </Button>
  )
  return (
    <Panel
      title={
        <span className="flex flex-wrap items-center gap-3">
          {experiment.name}
          <Badge tone={tones[experiment.state]} live={experiment.state === 'running'}>
            {stateWords[experiment.state]}
          </Badge>
        </span>
      }
      detail={t('experiments-dealt', { a: experiment.assigned_a, b: experiment.assigned_b, since: formatDate(experiment.since) })}
      actions={
        <>
          {to('running', t('experiments-run'))}
          {to('stopped', t('experiments-stop'))}
          {to('decided_a', t('experiments-choose-a'))}
          {to('decided_b', t('experiments-choose-b'))}
        </>
      }
    >
      <dl className="grid gap-3 pb-4 sm:grid-cols-2">
        <Variant name={t('experiments-a')} variant={experiment.a} />
        <Variant name={t('experiments-b')} variant={experiment.b} />
      </dl>
      <Outcomes experiment={experiment} />
      <div className="flex flex-wrap items-end justify-between gap-4 pt-4">
        <p className="max-w-prose flex-1 basis-80 text-sm text-soft">
          {solved?.needed ? t('experiments-needed', { many: formatNumber(solved.needed) }) : t('experiments-needed-unknown')}
        </p>
        <Share value={experiment.share_of_b} busy={settle.isPending} onChange={(share_of_b) => settle.mutate({ share_of_b })} />
      </div>
    </Panel>
  )
}

function Variant({ name, variant }: { name: string; variant: Schema['VariantView'] }) {
  const t = useTexts()
  return (
    <div className="rounded-md bg-sunken p-3">
      <dt className="text-xs font-semibold text-soft">{name}</dt>
      <dd className="pt-1 break-words whitespace-pre-wrap">{variant.prompt || t('experiments-prompt-none')}</dd>
      <dd className="pt-1 text-sm text-soft">{variant.model_id ?? t('experiments-model-of-request')}</dd>
    </div>
  )
}

function Share({ value, busy, onChange }: { value: number; busy: boolean; onChange: (share: number) => void }) {
  const t = useTexts()
  const [percent, setPercent] = useState(String(value / PER_PERCENT))
  const change = (event: FormEvent) => {
    event.preventDefault()
    onChange(Math.round(Number(percent) * PER_PERCENT))
  }
  return (
    <form onSubmit={change} className="flex items-end gap-2">
      <TextField label={t('experiments-share')} type="number" min={0} max={100} step={0.01} required value={percent} onChange={(event) => setPercent(event.target.value)} className="w-36" />
      <Button type="submit" busy={busy} className="min-h-11">
        {t('experiments-share-change')}
      </Button>
    </form>
  )
}

function Outcomes({ experiment }: { experiment: View }) {
  const t = useTexts()
  const words: Record<Compared['outcome'], string> = {
    solved: t('experiments-solved'),
    hand_over: t('experiments-hand-over'),
    thumbs_up: t('experiments-thumbs-up'),
    thumbs_down: t('experiments-thumbs-down'),
  }
  // The same for all outcomes of a trial, so that their drawings can be compared.
  const reach = Math.max(0.1, ...experiment.outcomes.flatMap(({ difference }) => (difference ? [Math.abs(difference.low), Math.abs(difference.high)] : [])))
  return (
    <Table label={t('experiments-outcomes', { name: experiment.name })}>
      <thead>
        <tr>
          <Th>{t('experiments-outcome')}</Th>
          <Th>{t('experiments-a')}</Th>
          <Th>{t('experiments-b')}</Th>
          <Th>{t('experiments-difference')}</Th>
        </tr>
      </thead>
      <tbody>
        {experiment.outcomes.map((compared) => (
          <tr key={compared.outcome}>
            <Td className="font-medium">{words[compared.outcome]}</Td>
            <Td><Rate rate={compared.a} assigned={experiment.assigned_a} /></Td>
            <Td><Rate rate={compared.b} assigned={experiment.assigned_b} /></Td>
            <Td>
              {compared.difference ? (
                <div className="flex items-center gap-3">
                  <Interval estimate={compared.difference} reach={reach} isSure={compared.is_difference} />
                  <span className={classNames('text-sm', compared.is_difference ? 'font-semibold' : 'text-soft')}>
                    {points(compared.difference.value)}
                    <span className="block text-xs">{compared.is_difference ? t('experiments-is-difference') : t('experiments-no-difference')}</span>
                  </span>
                </div>
              ) : (
                <span className="text-soft">{t('experiments-too-few')}</span>
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function Rate({ rate, assigned }: { rate: Schema['RateView']; assigned: number }) {
  const all = `${formatNumber(rate.count)} / ${formatNumber(assigned)}`
  if (!rate.share) return <span className="tabular text-soft">{all}</span>
  return (
    <span className="tabular">
      <strong>{formatPercent(rate.share.value)}</strong> <span className="text-xs text-soft">{all} · {formatPercent(rate.share.low)}–{formatPercent(rate.share.high)}</span>
    </span>
  )
}

function points(share: number): string {
  return `${share > 0 ? '+' : ''}${formatNumber(Math.round(share * 1_000) / 10)}`
}
