import { useQuery } from '@tanstack/react-query'
import { Download, ShieldCheck, TriangleAlert } from 'lucide-react'
import { useState } from 'react'

import { writeZip } from '../../format/zip.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeEditor } from '../../ui/code_editor.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure, Loading, Note, Skeleton } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useSession, useStudio } from '../session_context.tsx'
import { download, type Sam, samOf } from './exported.ts'

const TEMPLATE = 'template.yaml'

/** A template to deploy it with: what its role may do, and why, is read before it is taken away. */
export function SamExport({ onBack, onClose }: { onBack: () => void; onClose: () => void }) {
  const t = useTexts()
  const session = useSession()
  const { name, text, type, substitutions } = session.now()
  const sam = useQuery({ queryKey: ['studio-sam', name, type, text, substitutions], queryFn: () => samOf(session.now()), retry: false })
  return (
    <Dialog
      title={t('lifecycle-export-sam')}
      size="wide"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onBack}>{t('back')}</Button>
          <Button kind="primary" icon={<Download aria-hidden size={17} />} disabled={!sam.data} onClick={() => sam.data && takeAway(name, sam.data)}>{t('lifecycle-sam-download')}</Button>
        </>
      }
    >
      {sam.isPending ? <Loading><Skeleton className="h-80" /></Loading> : null}
      {sam.isError ? <Failure error={sam.error} onRetry={() => void sam.refetch()}>{t('lifecycle-sam-refused')}</Failure> : null}
      {sam.data ? <SamView sam={sam.data} /> : null}
    </Dialog>
  )
}

function takeAway(name: string, { template, files }: Sam): void {
  const encoder = new TextEncoder()
  const archive = writeZip([{ name: TEMPLATE, content: encoder.encode(template) }, ...files.map((file) => ({ name: file.path, content: encoder.encode(file.text) }))])
  download(`${name}-sam.zip`, new Blob([archive], { type: 'application/zip' }))
}

function SamView({ sam }: { sam: Sam }) {
  const t = useTexts()
  const [tab, setTab] = useState('permissions')
  const files = [{ path: TEMPLATE, text: sam.template }, ...sam.files]
  const file = files.find((one) => one.path === tab)
  return (
    <div className="grid gap-4">
      {sam.unknown.length > 0 ? (
        <Note tone="warning" icon={<TriangleAlert size={18} />}>
          <p>{t('lifecycle-sam-unknown')}</p>
          <ul className="grid gap-1 pt-1 text-sm font-normal">
            {sam.unknown.map((one) => (
              <li key={`${one.state} ${one.resource}`} className="break-words">
                <strong className="font-semibold">{one.state}</strong>: {one.reason} <code className="font-mono text-xs">{one.resource}</code>
              </li>
            ))}
          </ul>
        </Note>
      ) : null}
      <Tabs
        label={t('lifecycle-export-sam')}
        value={tab}
        onChange={setTab}
        tabs={[{ value: 'permissions', label: t('lifecycle-sam-permissions'), count: sam.permissions.length }, ...files.map(({ path }) => ({ value: path, label: path }))]}
      >
        <div className="pt-4">{file ? <CodeEditor label={file.path} value={file.text} language={file.path.endsWith('.json') ? 'json' : 'yaml'} className="h-[50dvh]" /> : <Permissions permissions={sam.permissions} />}</div>
      </Tabs>
    </div>
  )
}

/** By the state that needs them. */
function Permissions({ permissions }: { permissions: Sam['permissions'] }) {
  const t = useTexts()
  const name = useStudio((state) => state.name)
  const states = [...new Set(permissions.map((one) => one.state ?? null))]
  if (permissions.length === 0) return <Note tone="good" icon={<ShieldCheck size={18} />}>{t('lifecycle-sam-none')}</Note>
  return (
    <>
      <p className="pb-3 text-soft">{t('lifecycle-sam-why')}</p>
      <ul className="grid gap-3">
        {states.map((state) => (
          <li key={state ?? ''} className="rounded-lg border border-line">
            <h3 className="border-b border-line px-4 py-2 text-base">{state ?? t('lifecycle-sam-machine', { name })}</h3>
            <ul className="divide-y divide-line/60">
              {permissions.filter((one) => (one.state ?? null) === state).map((one) => (
                <li key={`${one.action} ${one.resource}`} className="grid gap-0.5 px-4 py-2.5 text-sm">
                  <span className="flex flex-wrap gap-x-3">
                    <code className="font-mono font-semibold">{one.action}</code>
                    {one.field ? <code className="font-mono text-xs text-soft">{one.field}</code> : null}
                  </span>
                  <code className="font-mono text-xs break-all">{one.resource}</code>
                  {one.conditions.map((condition) => (
                    <code key={condition.key} className="font-mono text-xs break-all text-soft">{`${condition.operator} ${condition.key}: ${condition.value}`}</code>
                  ))}
                  <span className="text-soft">{one.reason}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  )
}
