import { Link } from '@tanstack/react-router'

import type { Machine } from '../api/state_machines.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Facts, Panel } from '../ui/card.tsx'
import { textLink } from '../ui/text_link.ts'

/** `functions` of `arn:aws:iam::000000000000:role/functions`. */
const roleName = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)

export function MachineSettings({ machine }: { machine: Machine }) {
  const t = useTexts()
  const logging = machine.loggingConfiguration
  const groups = logging?.destinations?.flatMap((one) => one.cloudWatchLogsLogGroup?.logGroupArn ?? []) ?? []
  const level = logging?.level ?? 'OFF'
  return (
    <Panel title={t('machines-tab-settings')}>
      <Facts
        facts={[
          ['ARN', <code key="arn" className="font-mono text-xs break-all">{machine.stateMachineArn}</code>],
          [
            t('machines-role'),
            <Link key="role" to={paths.roles(roleName(machine.roleArn))} className={`${textLink} break-all`}>{machine.roleArn}</Link>,
          ],
          [
            t('machines-logging'),
            <span key="level" className="flex flex-wrap items-center gap-2">
              <Badge tone={level === 'OFF' ? 'neutral' : 'good'}>{level}</Badge>
              {level === 'OFF' ? null : logging?.includeExecutionData ? t('machines-logging-data') : t('machines-logging-no-data')}
            </span>,
          ],
          ...(groups.length > 0 ? [[t('machines-log-groups'), <code key="groups" className="font-mono text-xs break-all">{groups.join(', ')}</code>] as const] : []),
          [t('machines-tracing'), machine.tracingConfiguration?.enabled ? t('machines-on') : t('machines-off')],
          ...(machine.revisionId ? [[t('machines-revision'), <code key="revision" className="font-mono text-xs break-all">{machine.revisionId}</code>] as const] : []),
        ]}
      />
    </Panel>
  )
}
