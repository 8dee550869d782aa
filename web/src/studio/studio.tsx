import { ListTree, type LucideIcon, PanelsTopLeft, Shapes, SlidersHorizontal, SquareCode, TriangleAlert } from 'lucide-react'
import { type CSSProperties, lazy, type ReactNode, Suspense, useState } from 'react'

import { withTexts } from '../texts/bundles.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { CrashGuard } from '../ui/crash.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Separator } from '../ui/separator.tsx'
import { Loading } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import type { TakenUp } from './drafts.ts'
import { useChecking, useDraft } from './keeping.ts'
import { Problems } from './problems/problems.tsx'
import { problemsOf } from './problems/problems_of.ts'
import { useStudio } from './session_context.tsx'
import { StudioHeader } from './studio_header.tsx'
import { useShortcuts } from './shortcuts.ts'
import { useSelectionInAddress } from './selection_in_address.ts'

/** What nearly every visit shows is fetched at once, while the machine is asked for. */
function fetched<M>(load: () => Promise<M>): () => Promise<M> {
  const fetching = load()
  // Whoever shows it says so.
  fetching.catch(() => undefined)
  return () => fetching
}

const Canvas = lazy(fetched(withTexts(() => import('./canvas/canvas.tsx'), 'studio-canvas')))
const Palette = lazy(fetched(withTexts(() => import('./palette/palette.tsx'), 'studio-canvas')))
const Inspector = lazy(fetched(withTexts(() => import('./inspector/inspector.tsx'), 'studio-inspector')))
const Outline = lazy(withTexts(() => import('./outline/outline.tsx'), 'studio-canvas'))
const Testing = lazy(withTexts(() => import('./testing/testing.tsx'), 'studio-testing'))
const CodePane = lazy(() => import('./code/code_pane.tsx'))

const sides = ['palette', 'outline'] as const
const panes = ['state', 'code'] as const
const drawers = ['problems', 'test'] as const

/** What a narrow screen shows, one at a time. */
const shown = ['canvas', 'side', 'pane', 'drawer'] as const

/** In pixels. Code wants more room than a form. */
const PANE = { min: 300, max: 900 }
const PANE_FIRST: Record<(typeof panes)[number], number> = { state: 400, code: 540 }
const DRAWER = { min: 120, max: 720 }
const DRAWER_FIRST = 320

function oneOf<V extends string>(values: readonly V[], value: string | undefined): V | null {
  return values.find((one) => one === value) ?? null
}

/** The frame of the studio: what is drawn in the middle, what it is made of around it. */
export function Studio({ draft }: { draft: TakenUp | null }) {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const [chosenWidth, setPaneWidth] = useState<number | null>(null)
  const [drawerHeight, setDrawerHeight] = useState(DRAWER_FIRST)
  const problems = useStudio(problemsOf)
  useChecking()
  useDraft()
  useShortcuts()
  useSelectionInAddress()

  const side = oneOf(sides, search.side) ?? 'palette'
  const pane = oneOf(panes, search.pane) ?? 'state'
  const drawer = oneOf(drawers, search.drawer)
  const paneWidth = chosenWidth ?? PANE_FIRST[pane]
  const narrow = oneOf(shown, search.show) ?? 'canvas'
  const only = (part: (typeof shown)[number]) => (narrow === part ? '' : 'max-lg:hidden')
  const errors = problems.filter((one) => one.severity === 'ERROR').length

  return (
    <div className="flex h-dvh flex-col bg-paper">
      <StudioHeader draft={draft} drawer={drawer} onDrawer={(to) => change({ drawer: to ?? undefined, show: to ? 'drawer' : undefined })} />
      <main className="flex min-h-0 flex-1">
        <aside aria-label={t('studio-side')} className={classNames('flex min-h-0 w-full flex-col bg-card lg:w-66 lg:border-r lg:border-line', only('side'))}>
          <PaneTabs label={t('studio-side')} value={side} onChange={(to) => change({ side: to })} tabs={[{ value: 'palette', label: t('studio-palette'), icon: Shapes }, { value: 'outline', label: t('studio-outline'), icon: ListTree }]}>
            <Part about={side} title={side === 'palette' ? t('studio-palette') : t('studio-outline')}>{side === 'palette' ? <Palette /> : <Outline />}</Part>
          </PaneTabs>
        </aside>
        <div className={classNames('flex min-h-0 min-w-0 flex-1 flex-col', narrow === 'canvas' || narrow === 'drawer' ? '' : 'max-lg:hidden')}>
          <section aria-label={t('studio-canvas')} className={classNames('relative min-h-0 flex-1', only('canvas'))}>
            <Part about="canvas" title={t('studio-canvas')}><Canvas /></Part>
          </section>
          {drawer ? (
            <>
              <Separator label={t('studio-drawer-size')} orientation="horizontal" size={drawerHeight} {...DRAWER} onChange={setDrawerHeight} className="max-lg:hidden" />
              <section aria-label={t('studio-drawer')} style={pixels('--drawer', drawerHeight)} className={classNames('flex min-h-0 flex-col bg-card max-lg:flex-1 lg:h-(--drawer)', only('drawer'))}>
                <PaneTabs
                  label={t('studio-drawer')}
                  value={drawer}
                  onChange={(to) => change({ drawer: to })}
                  tabs={[{ value: 'problems', label: t('studio-problems'), icon: TriangleAlert, count: problems.length }, { value: 'test', label: t('studio-test'), icon: PanelsTopLeft }]}
                >
                  <Part about={drawer} title={drawer === 'problems' ? t('studio-problems') : t('studio-test')}>{drawer === 'problems' ? <Problems /> : <Testing />}</Part>
                </PaneTabs>
              </section>
            </>
          ) : null}
        </div>
        <Separator label={t('studio-pane-size')} orientation="vertical" size={paneWidth} {...PANE} onChange={setPaneWidth} className="max-lg:hidden" />
        <aside aria-label={t('studio-pane')} style={pixels('--pane', paneWidth)} className={classNames('flex min-h-0 w-full flex-col bg-card lg:w-(--pane)', only('pane'))}>
          <PaneTabs label={t('studio-pane')} value={pane} onChange={(to) => change({ pane: to })} tabs={[{ value: 'state', label: t('studio-state'), icon: SlidersHorizontal }, { value: 'code', label: t('studio-code'), icon: SquareCode, count: errors || undefined }]}>
            <Part about={pane} title={pane === 'state' ? t('studio-state') : t('studio-code')}>{pane === 'state' ? <Inspector /> : <CodePane />}</Part>
          </PaneTabs>
        </aside>
      </main>
      <NarrowNavigation value={narrow} onChange={(to) => change({ show: to, ...(to === 'drawer' && !drawer ? { drawer: 'test' } : {}) })} />
    </div>
  )
}

/** A length for the style sheet: on a narrow screen it does not count. */
function pixels(name: `--${string}`, length: number): CSSProperties {
  return Object.fromEntries([[name, `${length}px`]])
}

/** A part that breaks does not take the others with it: what was written stays. */
function Part({ about, title, children }: { about: string; title: string; children: ReactNode }) {
  return (
    <CrashGuard about={about}>
      <h2 className="sr-only">{title}</h2>
      <Suspense fallback={<Loading />}>{children}</Suspense>
    </CrashGuard>
  )
}

type PaneTab<V extends string> = { value: V; label: string; icon: LucideIcon; count?: number }

function PaneTabs<V extends string>({ tabs, ...rest }: { label: string; tabs: readonly PaneTab<V>[]; value: V; onChange: (value: V) => void; children: ReactNode }) {
  return (
    <Tabs
      {...rest}
      fills
      tabs={tabs.map(({ value, label, icon: Icon, count }) => ({
        value,
        count,
        label: (
          <>
            <Icon aria-hidden size={15} />
            {label}
          </>
        ),
      }))}
    />
  )
}

function NarrowNavigation({ value, onChange }: { value: (typeof shown)[number]; onChange: (value: (typeof shown)[number]) => void }) {
  const t = useTexts()
  const items: { value: (typeof shown)[number]; label: string; icon: LucideIcon }[] = [
    { value: 'canvas', label: t('studio-canvas'), icon: PanelsTopLeft },
    { value: 'side', label: t('studio-palette'), icon: Shapes },
    { value: 'pane', label: t('studio-state'), icon: SlidersHorizontal },
    { value: 'drawer', label: t('studio-test'), icon: TriangleAlert },
  ]
  return (
    <nav aria-label={t('studio-parts')} className="grid grid-cols-4 border-t border-line bg-card pb-[env(safe-area-inset-bottom)] lg:hidden">
      {items.map(({ value: to, label, icon: Icon }) => (
        <button key={to} type="button" aria-pressed={to === value} onClick={() => onChange(to)} className={classNames('grid min-h-13 justify-items-center gap-0.5 py-1.5 text-2xs font-semibold', to === value ? 'text-clay' : 'text-soft')}>
          <Icon aria-hidden size={19} />
          {label}
        </button>
      ))}
    </nav>
  )
}
