import { Link } from '@tanstack/react-router'
import { ArrowLeft, FlaskConical, Redo2, TriangleAlert, Undo2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { formatAgo } from '../format/format.ts'
import { useNow } from '../format/clock.ts'
import { paths } from '../paths.ts'
import { withTexts } from '../texts/bundles.ts'
import { useTexts } from '../texts/texts.tsx'
import { AppearanceMenu } from '../ui/appearance_menu.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, buttonClass, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Note } from '../ui/states.tsx'
import { dropDraft, type TakenUp } from './drafts.ts'
import { problemsOf } from './problems/problems_of.ts'
import { isChanged } from './session.ts'
import { useSession, useStudio } from './session_context.tsx'

const Lifecycle = lazy(withTexts(() => import('./lifecycle/lifecycle.tsx'), 'studio-lifecycle'))

type StudioHeaderProps = { draft: TakenUp | null; drawer: 'problems' | 'test' | null; onDrawer: (drawer: 'problems' | 'test' | null) => void }

export function StudioHeader({ draft, drawer, onDrawer }: StudioHeaderProps) {
  const t = useTexts()
  const session = useSession()
  const name = useStudio((state) => state.name)
  const type = useStudio((state) => state.type)
  const isNew = useStudio((state) => state.saved === null)
  const changed = useStudio(isChanged)
  const canUndo = useStudio((state) => state.canUndo)
  const canRedo = useStudio((state) => state.canRedo)
  const problems = useStudio(problemsOf)
  const errors = problems.filter((one) => one.severity === 'ERROR').length
  return (
    <header className="border-b border-line bg-card">
      <div className="flex min-h-14 flex-wrap items-center gap-x-2 gap-y-1 px-3 py-1.5">
        <Link to={isNew ? paths.studio() : paths.machines(name)} aria-label={t('studio-leave')} title={t('studio-leave')} className={classNames(buttonClass('quiet'), 'w-10 px-0!')}>
          <ArrowLeft aria-hidden size={18} />
        </Link>
        <div className="flex min-w-0 flex-1 items-center gap-2.5">
          <h1 className="min-w-0 truncate text-lg">{name}</h1>
          <Badge tone="neutral" className="max-sm:hidden">{type === 'EXPRESS' ? t('studio-express') : t('studio-standard')}</Badge>
          <span role="status" className="text-sm whitespace-nowrap text-soft">{isNew ? t('studio-new') : changed ? t('studio-changed') : t('studio-saved')}</span>
        </div>
        <div className="flex items-center gap-1">
          <IconButton label={t('studio-undo')} disabled={!canUndo} onClick={() => session.undo()}><Undo2 aria-hidden size={18} /></IconButton>
          <IconButton label={t('studio-redo')} disabled={!canRedo} onClick={() => session.redo()}><Redo2 aria-hidden size={18} /></IconButton>
          <Button kind="quiet" aria-pressed={drawer === 'problems'} icon={<TriangleAlert aria-hidden size={17} className={errors > 0 ? 'text-chili' : 'text-soft'} />} onClick={() => onDrawer(drawer === 'problems' ? null : 'problems')}>
            <span className="sr-only">{t('studio-problems')}</span>
            <span className="tabular">{problems.length}</span>
          </Button>
          <Button kind="secondary" aria-pressed={drawer === 'test'} icon={<FlaskConical aria-hidden size={17} />} onClick={() => onDrawer(drawer === 'test' ? null : 'test')} className="max-sm:hidden">
            {t('studio-test')}
          </Button>
          <Suspense>
            <Lifecycle />
          </Suspense>
          <AppearanceMenu />
        </div>
      </div>
      {draft ? <DraftNote draft={draft} /> : null}
    </header>
  )
}

/** What was written before and not saved is what is shown; it can be given up. */
function DraftNote({ draft }: { draft: TakenUp }) {
  const t = useTexts()
  const session = useSession()
  const now = useNow()
  const saved = useStudio((state) => state.saved)
  const [isOpen, setOpen] = useState(true)
  if (!isOpen) return null
  return (
    <Note tone={draft.isOvertaken ? 'warning' : 'info'} className="mx-3 mb-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="flex-1 basis-72">{draft.isOvertaken ? t('studio-draft-overtaken', { ago: formatAgo(draft.at, now) }) : t('studio-draft', { ago: formatAgo(draft.at, now) })}</p>
        {saved ? (
          <Button
            size="small"
            onClick={() => {
              session.set({ substitutions: saved.substitutions })
              session.replace(saved.text)
              dropDraft(draft.name)
              setOpen(false)
            }}
          >
            {t('studio-draft-discard')}
          </Button>
        ) : null}
        <Button size="small" onClick={() => setOpen(false)}>{t('studio-draft-keep')}</Button>
      </div>
    </Note>
  )
}
