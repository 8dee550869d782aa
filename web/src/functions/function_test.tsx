import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bookmark, Play, Trash2 } from 'lucide-react'
import type { FormEvent, KeyboardEvent } from 'react'
import { useState } from 'react'

import { functionActivityQuery } from '../api/function_activity.ts'
import { formatDuration } from '../format/format.ts'
import { jsonFault, prettyJson } from '../format/json.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Facts, Panel } from '../ui/card.tsx'
import { CodeField } from '../ui/code_field.tsx'
import { CodeBlock } from '../ui/code_block.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { Empty, Failure } from '../ui/states.tsx'
import { advice } from './advice.ts'
import { aliasesQuery, type FunctionConfiguration, invoke, type Invoked, versionsQuery } from './lambda.ts'
import { reportOf, thrownOf } from './report.ts'
import { keepEvents, readEvents, withEvent } from './saved_events.ts'

const FIRST_EVENT = '{\n  "name": "Ana"\n}'

/** A test event, and what the function answers to it. */
export function FunctionTest({ configuration }: { configuration: FunctionConfiguration }) {
  const t = useTexts()
  const name = configuration.FunctionName
  const queries = useQueryClient()
  const [events, setEvents] = useState(() => readEvents(name))
  const [chosen, setChosen] = useState(events[0]?.name ?? '')
  const [title, setTitle] = useState(chosen)
  const [text, setText] = useState(events[0]?.text ?? FIRST_EVENT)
  const [qualifier, setQualifier] = useState('$LATEST')
  const versions = useQuery(versionsQuery(name)).data ?? []
  const aliases = useQuery(aliasesQuery(name)).data ?? []
  const fault = jsonFault(text)
  const invoking = useMutation({
    mutationFn: () => invoke(name, text, qualifier),
    onSettled: () => queries.invalidateQueries({ queryKey: functionActivityQuery.queryKey }),
  })
  const run = (event: FormEvent) => {
    event.preventDefault()
    if (!fault) invoking.mutate()
  }
  const runByKeys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !fault && !invoking.isPending) {
      // The editor would begin a new line.
      event.preventDefault()
      event.stopPropagation()
      invoking.mutate()
    }
  }
  const keep = () => {
    const next = withEvent(events, { name: title.trim(), text })
    keepEvents(name, next)
    setEvents(next)
    setChosen(title.trim())
  }
  const drop = () => {
    const next = events.filter((one) => one.name !== chosen)
    keepEvents(name, next)
    setEvents(next)
    setChosen('')
    setTitle('')
  }
  const choose = (value: string) => {
    setChosen(value)
    setTitle(value)
    setText(events.find((one) => one.name === value)?.text ?? FIRST_EVENT)
  }
  const qualifiers = ['$LATEST', ...aliases.map((alias) => alias.Name), ...versions.map((version) => version.Version).filter((version) => version !== '$LATEST')]
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Panel title={t('functions-event')} detail={t('functions-event-detail')}>
        <form onSubmit={run} onKeyDownCapture={runByKeys} className="grid gap-4">
          {events.length > 0 ? (
            <div className="flex items-end gap-2">
              <Select label={t('functions-saved-events')} value={chosen} onChange={(event) => choose(event.target.value)} className="flex-1">
                <option value="">{t('functions-new-event')}</option>
                {events.map((event) => (
                  <option key={event.name} value={event.name}>{event.name}</option>
                ))}
              </Select>
              <IconButton label={t('functions-drop-event')} disabled={chosen === ''} onClick={drop}>
                <Trash2 aria-hidden size={18} />
              </IconButton>
            </div>
          ) : null}
          <CodeField label={t('functions-event-json')} language="json" value={text} onChange={setText} className="h-56" error={fault && t('functions-event-fault', { fault })} />
          <div className="flex flex-wrap items-end gap-3">
            {qualifiers.length > 1 ? (
              <Select label={t('functions-qualifier')} value={qualifier} onChange={(event) => setQualifier(event.target.value)} className="w-40">
                {qualifiers.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </Select>
            ) : null}
            <Button type="submit" kind="primary" className="min-h-11" busy={invoking.isPending} disabled={fault !== null} icon={<Play aria-hidden size={17} />}>
              {invoking.isPending ? t('functions-invoking') : t('functions-invoke')}
            </Button>
            <div className="flex flex-1 basis-64 items-end gap-2">
              <TextField label={t('functions-event-name')} value={title} onChange={(event) => setTitle(event.target.value)} className="min-w-0 flex-1" maxLength={80} />
              <Button className="min-h-11" disabled={title.trim() === '' || fault !== null} icon={<Bookmark aria-hidden size={16} />} onClick={keep}>
                {t('save')}
              </Button>
            </div>
          </div>
        </form>
      </Panel>
      <Panel title={t('functions-result')}>
        <div aria-live="polite">
          {invoking.error ? <Failure error={invoking.error}>{advice(invoking.error, t)}</Failure> : null}
          {invoking.data ? <Result result={invoking.data} /> : null}
          {!invoking.data && !invoking.error ? (
            <Empty icon={<Play />} title={invoking.isPending ? t('functions-invoking') : t('functions-no-result')}>
              {invoking.isPending ? null : t('functions-no-result-detail')}
            </Empty>
          ) : null}
        </div>
      </Panel>
    </div>
  )
}

function Result({ result }: { result: Invoked }) {
  const t = useTexts()
  const report = reportOf(result.log)
  const duration = report?.duration_ms ?? result.milliseconds
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        {result.error ? <Badge tone="bad">{t('functions-failed')}</Badge> : <Badge tone="good">{t('functions-succeeded')}</Badge>}
        <span className="tabular text-sm text-soft">{formatDuration(duration)}</span>
        {report?.init_ms == null ? null : <Badge tone="active">{t('functions-cold', { time: formatDuration(report.init_ms) })}</Badge>}
      </div>
      {result.error ? <Failed payload={result.payload} /> : <CodeBlock label={t('functions-payload')} text={prettyJson(result.payload)} />}
      <Facts
        facts={[
          [t('functions-version'), result.version],
          ...(report?.billed_ms == null ? [] : [[t('functions-billed'), formatDuration(report.billed_ms)] as const]),
          ...(report?.used_mb == null || report.memory_mb == null ? [] : [[t('functions-memory'), t('functions-memory-used', { used: report.used_mb, of: report.memory_mb })] as const]),
        ]}
      />
      {result.log ? <CodeBlock label={t('functions-log-tail')} text={result.log.trimEnd()} /> : <p className="text-sm text-soft">{t('functions-log-empty')}</p>}
    </div>
  )
}

function Failed({ payload }: { payload: string }) {
  const t = useTexts()
  const thrown = thrownOf(payload)
  return (
    <div className="grid gap-3">
      <div className="rounded-md bg-chili-wash p-4 text-chili">
        {thrown.type ? <p className="font-semibold">{thrown.type}</p> : null}
        <p className="break-words whitespace-pre-wrap">{thrown.message}</p>
      </div>
      {thrown.stack.length > 0 ? <CodeBlock label={t('functions-stack')} text={thrown.stack.join('\n')} /> : null}
    </div>
  )
}
