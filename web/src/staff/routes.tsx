import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { lazy } from 'react'

import { SessionGate } from '../session/session_gate.tsx'
import { withTexts } from '../texts/bundles.ts'
import { CrashGuard } from '../ui/crash.tsx'
import { NotFound } from '../ui/not_found.tsx'
import { Loading } from '../ui/states.tsx'
import { Shell } from './shell.tsx'

/** What an address says after `?`: numbers and texts as they stand there; each page reads its own with a schema of its own. */
export type Search = Record<string, string>

const root = createRootRoute({
  component: () => (
    <SessionGate>
      <Outlet />
    </SessionGate>
  ),
  notFoundComponent: () => <NotFound home="/console" />,
})

const searchAsWritten = (search: Record<string, unknown>): Search =>
  Object.fromEntries(Object.entries(search).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]])))

const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  validateSearch: searchAsWritten,
  component: lazy(withTexts(() => import('../board/board_page.tsx'), 'board')),
})

/** One machine has the whole screen; where to begin one is a page of the console. */
const studio = createRoute({
  getParentRoute: () => root,
  path: '/studio/$name',
  validateSearch: searchAsWritten,
  component: lazyRouteComponent(withTexts(() => import('../studio/studio_page.tsx'), 'studio')),
  pendingComponent: Loading,
})

const studioStart = createRoute({ getParentRoute: () => root, path: '/studio', component: Shell })

const consoleRoute = createRoute({
  getParentRoute: () => root,
  path: '/console',
  component: Shell,
  errorComponent: ({ error }) => (
    <CrashGuard about="">
      <Throw error={error} />
    </CrashGuard>
  ),
})

function Throw({ error }: { error: unknown }): never {
  throw error
}

type Module = { default: React.ComponentType }

function page<Path extends string>(path: Path, load: () => Promise<Module>, ...texts: string[]) {
  return createRoute({
    getParentRoute: () => consoleRoute,
    path,
    validateSearch: searchAsWritten,
    component: lazyRouteComponent(withTexts(load, ...texts)),
    pendingComponent: Loading,
  })
}

const tree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/console' })
    },
  }),
  board,
  studio,
  studioStart.addChildren([
    createRoute({
      getParentRoute: () => studioStart,
      path: '/',
      validateSearch: searchAsWritten,
      component: lazyRouteComponent(withTexts(() => import('../studio/lifecycle/start_page.tsx'), 'studio', 'studio-lifecycle')),
      pendingComponent: Loading,
    }),
  ]),
  consoleRoute.addChildren([
    page('/', () => import('../overview/overview_page.tsx'), 'overview'),
    page('/executions', () => import('../executions/executions_page.tsx'), 'executions', 'history'),
    page('/executions/$arn', () => import('../executions/execution_page.tsx'), 'executions', 'history'),
    page('/callbacks', () => import('../executions/callbacks_page.tsx'), 'executions', 'history'),
    page('/metrics', () => import('../executions/metrics_page.tsx'), 'executions', 'history'),
    page('/invariants', () => import('../invariants/invariants_page.tsx'), 'invariants'),
    page('/conversations', () => import('../conversations/conversations_page.tsx'), 'conversations'),
    page('/conversations/$conversation', () => import('../conversations/conversations_page.tsx'), 'conversations'),
    page('/outbox', () => import('../topics/outbox_page.tsx'), 'outbox'),
    page('/machines', () => import('../machines/machines_page.tsx'), 'machines'),
    page('/machines/$name', () => import('../machines/machine_page.tsx'), 'machines', 'starting'),
    page('/functions', () => import('../functions/functions_page.tsx'), 'functions'),
    page('/functions/$name', () => import('../functions/function_page.tsx'), 'functions'),
    page('/tables', () => import('../tables/tables_page.tsx'), 'tables'),
    page('/tables/$name', () => import('../tables/table_page.tsx'), 'tables'),
    page('/topics', () => import('../topics/topics_page.tsx'), 'topics'),
    page('/topics/$arn', () => import('../topics/topic_page.tsx'), 'topics'),
    page('/knowledge', () => import('../knowledge/knowledge_page.tsx'), 'knowledge'),
    page('/knowledge/$base', () => import('../knowledge/knowledge_page.tsx'), 'knowledge'),
    page('/models', () => import('../models/models_page.tsx'), 'models'),
    page('/experiments', () => import('../experiments/experiments_page.tsx'), 'experiments'),
    page('/experiments/$experiment', () => import('../experiments/experiments_page.tsx'), 'experiments'),
    page('/roles', () => import('../roles/roles_page.tsx'), 'roles'),
    page('/roles/$name', () => import('../roles/roles_page.tsx'), 'roles'),
    page('/cost', () => import('../cost/cost_page.tsx'), 'cost'),
  ]),
])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const query = new URLSearchParams(Object.entries(search).flatMap(([name, value]) => (value === undefined || value === null || value === '' ? [] : [[name, String(value)]])))
    return query.size > 0 ? `?${query}` : ''
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
