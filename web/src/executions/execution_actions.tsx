import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleStop, Copy, Download, Ellipsis, Link2, Repeat2, RotateCcw, Terminal } from 'lucide-react'

import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { useToasts } from '../ui/toast.tsx'
import { act } from './bulk.ts'
import { type ExecutionDetail, isOver } from '../api/execution.ts'
import { commandLine, download, exportExecution } from './execution_text.ts'
import { executionQuery } from '../api/console_queries.ts'

/** Takes an execution up again where it failed, as AWS does. */
function useRedrive(arn: string) {
  const t = useTexts()
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: () => act('redrive', { arn }),
    onSuccess: () => {
      toasts.done(t('executions-redriven'))
      void queries.invalidateQueries({ queryKey: executionQuery(arn).queryKey })
    },
    onError: toasts.failed,
  })
}

type ActionsProps = { execution: ExecutionDetail; onRerun: () => void; onStop: () => void }

export function ExecutionActions({ execution, onRerun, onStop }: ActionsProps) {
  const t = useTexts()
  const toasts = useToasts()
  const redrive = useRedrive(execution.arn)
  const { arn, status, redrivable } = execution
  const copy = (text: string) => void navigator.clipboard.writeText(text).then(() => toasts.done(t('copied')), toasts.failed)
  const save = useMutation({ mutationFn: () => exportExecution(execution), onSuccess: (text) => download(`${execution.machine}-${execution.name}.json`, text), onError: toasts.failed })
  return (
    <>
      {isOver(status) ? (
        <Button
          kind={redrivable ? 'primary' : 'secondary'}
          disabled={!redrivable}
          title={redrivable ? undefined : (execution.redrive_reason ?? undefined)}
          busy={redrive.isPending}
          icon={<RotateCcw aria-hidden size={16} />}
          onClick={() => redrive.mutate()}
        >
          {t('executions-redrive')}
        </Button>
      ) : (
        <Button icon={<CircleStop aria-hidden size={16} />} onClick={onStop} className="text-chili">{t('executions-stop')}</Button>
      )}
      <Button icon={<Repeat2 aria-hidden size={16} />} onClick={onRerun}>{t('executions-rerun')}</Button>
      <Menu
        label={t('more')}
        kind="secondary"
        className="w-10 px-0!"
        items={[
          { label: t('executions-copy-link'), icon: <Link2 aria-hidden size={15} />, onChoose: () => copy(location.origin + paths.execution(arn)) },
          { label: t('executions-copy-arn'), icon: <Copy aria-hidden size={15} />, onChoose: () => copy(arn) },
          { label: t('executions-copy-cli'), icon: <Terminal aria-hidden size={15} />, onChoose: () => copy(commandLine(arn)) },
          { label: t('executions-export'), icon: <Download aria-hidden size={15} />, disabled: save.isPending, onChoose: () => save.mutate() },
        ]}
      >
        <Ellipsis aria-hidden size={18} />
      </Menu>
    </>
  )
}
