import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FileCode2, Rocket, Undo2 } from 'lucide-react'
import { useState } from 'react'

import { formatBytes } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { CodeField } from '../ui/code_field.tsx'
import { classNames } from '../ui/class_names.ts'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { ArchiveField } from './archive_field.tsx'
import { advice } from './advice.ts'
import { codeQuery, type FunctionConfiguration, functionQuery, replaceArchive, updateCode } from './lambda.ts'
import { languageOf } from './runtimes.ts'
import type { ZipFile } from '../format/zip.ts'

/** A file that is larger is not for an editor. */
const READABLE_FILE_BYTES = 256 * 1024

/** The text of a file; nothing when it is none, or too much. */
function textOf(file: ZipFile): string | null {
  if (file.content.length > READABLE_FILE_BYTES) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.content)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

/** The function's files as they are in its archive; saving deploys them. */
export function FunctionCode({ configuration }: { configuration: FunctionConfiguration }) {
  const t = useTexts()
  const code = useQuery(codeQuery(configuration))
  if (code.isError) return <Failure error={code.error} onRetry={() => void code.refetch()} />
  if (!code.data) {
    return (
      <Loading>
        <Skeleton className="h-96" />
      </Loading>
    )
  }
  if (code.data.archive === 'too-large') {
    return (
      <Panel title={t('functions-tab-code')}>
        <Empty icon={<FileCode2 />} title={t('functions-code-large', { size: formatBytes(configuration.CodeSize) })} action={<ReplaceArchive name={configuration.FunctionName} />}>
          {t('functions-code-large-detail')}
        </Empty>
      </Panel>
    )
  }
  return <Files key={configuration.CodeSha256} configuration={configuration} files={code.data.files} />
}

function Files({ configuration, files }: { configuration: FunctionConfiguration; files: readonly ZipFile[] }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const main = configuration.Handler.split('.')[0] ?? ''
  const [open, setOpen] = useState(() => (files.find((file) => file.name.startsWith(main)) ?? files[0])?.name ?? '')
  const [edits, setEdits] = useState<Readonly<Record<string, string>>>({})
  const name = configuration.FunctionName
  const deploying = useMutation({
    mutationFn: () => {
      const edited = files.map((file) => {
        const text = edits[file.name]
        return text === undefined ? file : { ...file, content: new TextEncoder().encode(text) }
      })
      return updateCode(name, edited, configuration.RevisionId)
    },
    onSuccess: (now) => {
      queries.setQueryData(functionQuery(name).queryKey, now)
      toasts.done(t('functions-deployed', { name }))
    },
  })
  const file = files.find((one) => one.name === open)
  const text = file ? textOf(file) : null
  const edit = (value: string) => {
    const { [open]: _, ...others } = edits
    setEdits(value === text ? others : { ...others, [open]: value })
  }
  const changed = Object.keys(edits).length
  return (
    <Panel
      title={t('functions-tab-code')}
      detail={t('functions-code-detail', { handler: configuration.Handler })}
      actions={
        <>
          {changed > 0 ? (
            <Button size="small" icon={<Undo2 aria-hidden size={16} />} onClick={() => setEdits({})}>
              {t('functions-discard')}
            </Button>
          ) : null}
          <Button size="small" kind="primary" icon={<Rocket aria-hidden size={16} />} disabled={changed === 0} busy={deploying.isPending} onClick={() => deploying.mutate()}>
            {t('functions-deploy')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {deploying.error ? <Failure error={deploying.error}>{advice(deploying.error, t)}</Failure> : null}
        {files.length > 1 ? (
          <ul aria-label={t('functions-files')} className="flex flex-wrap gap-1.5">
            {files.map((one) => (
              <li key={one.name}>
                <button
                  type="button"
                  aria-pressed={one.name === open}
                  onClick={() => setOpen(one.name)}
                  className={classNames('min-h-8 rounded-sm px-3 font-mono text-xs', one.name === open ? 'bg-clay-wash text-clay' : 'bg-sunken text-soft hover:text-ink')}
                >
                  {one.name}
                  {edits[one.name] === undefined ? '' : ' •'}
                </button>
              </li>
            ))}
          </ul>
        ) : null}
        {text === null ? (
          <Empty icon={<FileCode2 />} title={t('functions-file-binary', { name: open })}>{file ? formatBytes(file.content.length) : null}</Empty>
        ) : (
          <CodeField key={open} label={open} language={languageOf(open)} value={edits[open] ?? text} onChange={edit} className="h-[28rem]" />
        )}
        <ReplaceArchive name={name} />
      </div>
    </Panel>
  )
}

function ReplaceArchive({ name }: { name: string }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [archive, setArchive] = useState<File | null>(null)
  const replacing = useMutation({
    mutationFn: async (file: File) => replaceArchive(name, new Uint8Array(await file.arrayBuffer())),
    onSuccess: (now) => {
      queries.setQueryData(functionQuery(name).queryKey, now)
      toasts.done(t('functions-deployed', { name }))
    },
  })
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <ArchiveField archive={archive} onChoose={setArchive} />
        {archive ? (
          <Button size="small" kind="primary" busy={replacing.isPending} onClick={() => replacing.mutate(archive)}>
            {t('functions-deploy')}
          </Button>
        ) : null}
      </div>
      {replacing.error ? <Failure error={replacing.error}>{advice(replacing.error, t)}</Failure> : null}
    </div>
  )
}
