import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import {
  Activity, BellRing, Blocks, BookOpenText, Bot, ChartLine, CircleDollarSign, ClipboardList, Database, FlaskConical, Gauge, Inbox, ListTree, Megaphone, Menu as MenuIcon, MessagesSquare, PencilRuler, ShieldCheck, SquareFunction, Store, Workflow, X,
} from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import { Suspense, useState } from 'react'

import { useShopInfo } from '../api/shop_info.ts'
import { paths } from '../paths.ts'
import { staffSession } from '../session/session.ts'
import { SignedInMenu } from '../session/signed_in_menu.tsx'
import { useTexts } from '../texts/texts.tsx'
import { AppearanceMenu } from '../ui/appearance_menu.tsx'
import { Brand } from '../ui/brand.tsx'
import { buttonClass, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Empty, Loading } from '../ui/states.tsx'

type Entry = { to: string; label: string; icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>; exact?: boolean; elsewhere?: boolean }

function Navigation({ isOperator, onGo }: { isOperator: boolean; onGo: () => void }) {
  const t = useTexts()
  const { demo } = useShopInfo()
  const groups: { title: string; entries: Entry[] }[] = [
    {
      title: t('nav-operate'),
      entries: [
        { to: paths.console(), label: t('nav-overview'), icon: Gauge, exact: true },
        { to: paths.executions(), label: t('nav-executions'), icon: ListTree },
        { to: paths.callbacks(), label: t('nav-callbacks'), icon: BellRing },
        { to: paths.metrics(), label: t('nav-metrics'), icon: ChartLine },
        { to: paths.invariants(), label: t('nav-invariants'), icon: ShieldCheck },
      ],
    },
    {
      title: t('nav-store'),
      entries: [
        { to: paths.board(), label: t('nav-board'), icon: ClipboardList },
        { to: paths.conversations(), label: t('nav-conversations'), icon: MessagesSquare },
        { to: paths.outbox(), label: t('nav-outbox'), icon: Inbox },
        { to: paths.shop(), label: t('nav-shop'), icon: Store, elsewhere: true },
        ...(demo ? [{ to: paths.demo(), label: t('nav-demo'), icon: Activity, elsewhere: true }] : []),
      ],
    },
    {
      title: t('nav-build'),
      entries: [
        { to: paths.machines(), label: t('nav-machines'), icon: Workflow },
        { to: paths.studio(), label: t('nav-studio'), icon: PencilRuler },
        { to: paths.functions(), label: t('nav-functions'), icon: SquareFunction },
        { to: paths.tables(), label: t('nav-tables'), icon: Database },
        { to: paths.topics(), label: t('nav-topics'), icon: Megaphone },
        { to: paths.knowledge(), label: t('nav-knowledge'), icon: BookOpenText },
        { to: paths.models(), label: t('nav-models'), icon: Bot },
        { to: paths.experiments(), label: t('nav-experiments'), icon: FlaskConical },
      ],
    },
    {
      title: t('nav-govern'),
      entries: [
        { to: paths.roles(), label: t('nav-roles'), icon: Blocks },
        { to: paths.cost(), label: t('nav-cost'), icon: CircleDollarSign },
      ],
    },
  ]
  return (
    <nav aria-label={t('nav-label')} className="grid gap-5 px-3 pb-6">
      {(isOperator ? groups : groups.filter((group) => group.title === t('nav-store'))).map((group) => (
        <div key={group.title}>
          <h2 className="px-3 pb-1 text-2xs font-semibold tracking-wider text-soft uppercase">{group.title}</h2>
          <ul className="grid gap-px">
            {group.entries.map((entry) => (
              <li key={entry.to}>
                <NavigationLink entry={entry} onGo={onGo} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

const linkClass = 'flex min-h-9 items-center gap-3 rounded-sm px-3 text-sm font-medium transition-colors'
const restingClass = 'text-soft hover:bg-ink/6 hover:text-ink'

function NavigationLink({ entry, onGo }: { entry: Entry; onGo: () => void }) {
  const content: ReactNode = (
    <>
      <entry.icon aria-hidden size={17} />
      {entry.label}
    </>
  )
  if (entry.elsewhere) return <a href={entry.to} className={classNames(linkClass, restingClass)}>{content}</a>
  return (
    <Link
      to={entry.to}
      onClick={onGo}
      activeOptions={{ exact: entry.exact ?? false, includeSearch: false }}
      className={linkClass}
      activeProps={{ className: 'bg-clay-wash text-clay', 'aria-current': 'page' }}
      inactiveProps={{ className: restingClass }}
    >
      {content}
    </Link>
  )
}

/** What clerks do in the console as well; all else is for operators, as the API has it. */
const forClerks = /^\/console\/(conversations|outbox)(\/|$)/

function ForOperators() {
  const t = useTexts()
  return (
    <Empty icon={<ShieldCheck size={26} />} title={t('for-operators')} action={<Link to={paths.board()} className={buttonClass('primary')}>{t('nav-board')}</Link>}>
      {t('for-operators-detail')}
    </Empty>
  )
}

/** The frame of the console: its sections beside what is shown of one. */
export function Shell() {
  const t = useTexts()
  const { pathname } = useLocation()
  const isOperator = useQuery(staffSession).data?.role === 'operator'
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a href="#content" className="sr-only rounded-md bg-raised px-4 py-2 shadow-high focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50">{t('skip-to-content')}</a>
      <aside
        className={classNames(
          'z-30 flex-col gap-4 overflow-y-auto border-r border-line bg-card lg:sticky lg:top-0 lg:flex lg:h-dvh',
          isOpen ? 'fixed inset-y-0 left-0 flex w-72 animate-rise shadow-high' : 'hidden',
        )}
      >
        <div className="flex items-center gap-2.5 px-5 pt-4">
          <Brand />
          <span className="text-lg font-bold tracking-tight">Entrega</span>
          <IconButton label={t('close')} className="ml-auto lg:hidden" onClick={close}>
            <X aria-hidden size={20} />
          </IconButton>
        </div>
        <Navigation isOperator={isOperator} onGo={close} />
      </aside>
      {isOpen ? <div aria-hidden className="fixed inset-0 z-20 bg-ink/40 lg:hidden" onClick={close} /> : null}
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-10 flex h-14 items-center gap-2 border-b border-line bg-paper/90 px-4 backdrop-blur lg:px-8">
          <IconButton label={t('nav-open')} className="lg:hidden" onClick={() => setOpen(true)}>
            <MenuIcon aria-hidden size={20} />
          </IconButton>
          <div className="min-w-0 flex-1" id="topbar" />
          <AppearanceMenu />
          <SignedInMenu />
        </header>
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[100rem] min-w-0 flex-1 px-4 py-6 outline-none lg:px-8">
          <Suspense fallback={<Loading />}>
            {isOperator || forClerks.test(pathname) ? <Outlet /> : <ForOperators />}
          </Suspense>
        </main>
      </div>
    </div>
  )
}
