import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Download, EllipsisVertical, FileUp, History, Play, Replace, Save, Send } from 'lucide-react'
import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react'

import { formatNumber } from '../../format/format.ts'
import { withTexts } from '../../texts/bundles.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useMedia } from '../../ui/media.ts'
import { useSearchMembers } from '../../ui/search_members.ts'
import { useToasts } from '../../ui/toast.tsx'
import { isChanged } from '../session.ts'
import { useEdit, useSession, useStudio } from '../session_context.tsx'
import { ConflictDialog } from './conflict_dialog.tsx'
import { ImportDialog } from './import_dialog.tsx'
import { noteOpened } from './opened.ts'
import { RoleDialog } from './role_dialog.tsx'
import { compared, NOW, SAVED } from './compared.ts'
import { save, type SaveDecision, type SaveOutcome } from './saving.ts'
import { ValuesDialog } from './values_dialog.tsx'

const PublishDialog = lazy(withTexts(() => import('./publish_dialog.tsx'), 'studio-testing'))
const VersionsDrawer = lazy(() => import('./versions_drawer.tsx'))
const ExportDialog = lazy(() => import('./export_dialog.tsx'))
const StartSaved = lazy(withTexts(() => import('./start_saved.tsx'), 'starting'))
const FollowExecution = lazy(withTexts(() => import('./follow_execution.tsx'), 'history'))

/** What is gone on with once it is saved. */
type Then = 'publish' | 'start' | null

type Open =
  | { what: 'settle'; outcome: Exclude<SaveOutcome, { kind: 'saved' | 'errors' }>; decision: SaveDecision; then: Then }
  | { what: 'publish' | 'start' | 'export' | 'import' }

/** What becomes of a design: saved, published, started, taken elsewhere. */
export default function Lifecycle() {
  const t = useTexts()
  const toasts = useToasts()
  const session = useSession()
  const edit = useEdit()
  const queries = useQueryClient()
  const [search, change] = useSearchMembers()
  const isWide = useMedia('(min-width: 64rem)')
  const name = useStudio((state) => state.name)
  const saved = useStudio((state) => state.saved)
  const changed = useStudio(isChanged)
  const notation = useStudio((state) => state.document.notation)
  const [open, setOpen] = useState<Open | null>(null)
  const [followed, setFollowed] = useState<string | null>(null)
  const close = () => setOpen(null)

  const saving = useMutation({
    mutationFn: ({ decision }: { decision: SaveDecision; then: Then }) => save(session, queries, decision),
    onSuccess: (outcome, { decision, then }) => {
      if (outcome.kind === 'saved') {
        toasts.done(t('lifecycle-saved'))
        setOpen(then && { what: then })
      } else if (outcome.kind === 'errors') {
        close()
        toasts.refused(t('lifecycle-errors', { n: formatNumber(outcome.count), count: outcome.count }))
        change({ drawer: 'problems', show: 'drawer' })
      } else setOpen({ what: 'settle', outcome, decision, then })
    },
    onError: (error) => {
      // A dialog that is open says it itself.
      if (open?.what !== 'settle') toasts.failed(error)
    },
  })
  const begin = (then: Then) => {
    if (saving.isPending || open?.what === 'settle') return
    if (changed) saving.mutate({ decision: {}, then })
    else if (then) setOpen({ what: then })
    else toasts.done(t('lifecycle-saved-already'))
  }
  const settle = (decision: SaveDecision) => {
    if (open?.what === 'settle') saving.mutate({ decision: { ...open.decision, ...decision }, then: open.then })
  }

  useEffect(() => noteOpened(name), [name])
  const key = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 's') return
    event.preventDefault()
    begin(null)
  })
  useEffect(() => {
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [])

  const isYaml = notation === 'yaml'
  const publish = { label: t('lifecycle-publish'), icon: <Send aria-hidden size={16} />, onChoose: () => begin('publish') }
  const start = { label: t('lifecycle-start'), icon: <Play aria-hidden size={16} />, onChoose: () => begin('start') }
  const settling = { isBusy: saving.isPending, error: saving.error, onClose: close }
  return (
    <>
      {isWide ? (
        <>
          <Button icon={start.icon} onClick={start.onChoose}>{t('lifecycle-start')}</Button>
          <Button icon={publish.icon} onClick={publish.onChoose}>{t('lifecycle-publish')}</Button>
        </>
      ) : null}
      <Button kind="primary" title={t('lifecycle-save-keys')} icon={<Save aria-hidden size={17} />} busy={saving.isPending} onClick={() => begin(null)}>{t('save')}</Button>
      <Menu
        label={t('more')}
        className="w-10 px-0!"
        items={[
          ...(isWide ? [] : [start, publish]),
          { label: t('lifecycle-versions'), icon: <History aria-hidden size={16} />, onChoose: () => change({ compare: compared(SAVED, NOW) }) },
          { label: t('lifecycle-export'), icon: <Download aria-hidden size={16} />, onChoose: () => setOpen({ what: 'export' }) },
          { label: t('lifecycle-import'), icon: <FileUp aria-hidden size={16} />, onChoose: () => setOpen({ what: 'import' }) },
          { label: isYaml ? t('lifecycle-to-json') : t('lifecycle-to-yaml'), icon: <Replace aria-hidden size={16} />, onChoose: () => edit({ kind: 'convert', to: isYaml ? 'json' : 'yaml' }) },
        ]}
      >
        <EllipsisVertical aria-hidden size={18} />
      </Menu>
      {open?.what === 'settle' && open.outcome.kind === 'role' ? <RoleDialog {...settling} name={name} isGone={open.outcome.isGone} onChoose={(roleArn) => settle({ roleArn })} /> : null}
      {open?.what === 'settle' && open.outcome.kind === 'values' ? <ValuesDialog {...settling} names={open.outcome.names} onSettle={(leavesPlaceholders) => settle({ leavesPlaceholders })} /> : null}
      {open?.what === 'settle' && open.outcome.kind === 'conflict' ? <ConflictDialog {...settling} theirs={open.outcome.theirs} onOverwrite={(overwrites) => settle({ overwrites, roleArn: undefined })} /> : null}
      {open?.what === 'import' ? (
        <ImportDialog
          action={t('lifecycle-import-replace')}
          note={t('lifecycle-import-note')}
          onImport={({ text, substitutions }) => {
            session.replace(text)
            session.set({ substitutions: { ...session.now().substitutions, ...substitutions } })
            close()
          }}
          onClose={close}
        />
      ) : null}
      <Suspense>
        {open?.what === 'publish' && saved ? <PublishDialog saved={saved} onClose={close} /> : null}
        {open?.what === 'start' && saved ? (
          <StartSaved
            saved={saved}
            onStarted={(execution) => {
              setFollowed(execution)
              close()
            }}
            onClose={close}
          />
        ) : null}
        {search.compare ? <VersionsDrawer compare={search.compare} onCompare={(compare) => change({ compare })} /> : null}
        {open?.what === 'export' ? <ExportDialog onClose={close} /> : null}
        {followed ? <FollowExecution key={followed} arn={followed} onEnd={() => setFollowed(null)} /> : null}
      </Suspense>
    </>
  )
}
