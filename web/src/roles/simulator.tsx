import { useMutation } from '@tanstack/react-query'
import { Ban, CircleCheck, CircleSlash, Play } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'

import type { Role } from '../api/roles.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { TextArea } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { simulate, type Verdict } from './iam.ts'

/** What the tasks of workflows here ask most often. */
const examples = ['lambda:InvokeFunction', 'states:StartExecution', 'dynamodb:GetItem', 'dynamodb:PutItem', 'sns:Publish', 'bedrock:InvokeModel']

function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((line) => line !== ''))]
}

/** May this role do that, and by which policy? Nothing is done. */
export function Simulator({ role }: { role: Role }) {
  const t = useTexts()
  const [actions, setActions] = useState(examples.join('\n'))
  const [resources, setResources] = useState('*')
  const simulating = useMutation({ mutationFn: () => simulate(role, linesOf(actions), linesOf(resources)) })
  const run = (event: FormEvent) => {
    event.preventDefault()
    simulating.mutate()
  }
  return (
    <Panel title={t('roles-simulator')} detail={t('roles-simulator-detail')}>
      <form onSubmit={run} className="grid gap-4 md:grid-cols-2">
        <TextArea label={t('roles-actions')} hint={t('roles-lines')} rows={6} code required value={actions} onChange={(event) => setActions(event.target.value)} />
        <TextArea label={t('roles-resources')} hint={t('roles-lines')} rows={6} code required value={resources} onChange={(event) => setResources(event.target.value)} />
        <div className="md:col-span-2">
          <Button type="submit" kind="primary" busy={simulating.isPending} icon={<Play aria-hidden size={16} />}>
            {t('roles-simulate')}
          </Button>
        </div>
      </form>
      {simulating.isError ? <Failure error={simulating.error} className="mt-4" /> : null}
      {simulating.data ? <Verdicts verdicts={simulating.data} /> : null}
    </Panel>
  )
}

const tones: Record<Verdict['decision'], Tone> = { allowed: 'good', explicitDeny: 'bad', implicitDeny: 'warning' }
const icons: Record<Verdict['decision'], typeof Ban> = { allowed: CircleCheck, explicitDeny: Ban, implicitDeny: CircleSlash }

function Verdicts({ verdicts }: { verdicts: Verdict[] }) {
  const t = useTexts()
  const words: Record<Verdict['decision'], string> = { allowed: t('roles-allowed'), explicitDeny: t('roles-denied'), implicitDeny: t('roles-not-allowed') }
  return (
    <div className="pt-4" role="status">
      <Table label={t('roles-simulator')}>
        <thead>
          <tr>
            <Th>{t('roles-action')}</Th>
            <Th>{t('roles-resource')}</Th>
            <Th>{t('roles-verdict')}</Th>
            <Th>{t('roles-by')}</Th>
          </tr>
        </thead>
        <tbody>
          {verdicts.map((verdict) => {
            const Icon = icons[verdict.decision]
            return (
              <tr key={`${verdict.action} ${verdict.resource}`}>
                <Td className="font-mono text-xs">{verdict.action}</Td>
                <Td className="font-mono text-xs break-all">{verdict.resource}</Td>
                <Td>
                  <Badge tone={tones[verdict.decision]} icon={<Icon aria-hidden size={13} />}>
                    {words[verdict.decision]}
                  </Badge>
                </Td>
                <Td className="text-sm">
                  {verdict.by.join(', ') || t('roles-by-none')}
                  {verdict.missing.length > 0 ? <span className="block text-xs text-soft">{t('roles-missing', { keys: verdict.missing.join(', ') })}</span> : null}
                </Td>
              </tr>
            )
          })}
        </tbody>
      </Table>
    </div>
  )
}
