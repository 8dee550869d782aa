/** Every address of the app is built here. */

const encode = encodeURIComponent

export const paths = {
  shop: () => '/',
  /** With a line of the cart, that line is changed. */
  item: (item: string, line?: string) => `/item/${encode(item)}${line ? `?${new URLSearchParams({ line })}` : ''}`,
  /** With an order, what has to be done after it was placed. */
  checkout: (order?: string) => `/checkout${order ? `?${new URLSearchParams({ order })}` : ''}`,
  orders: () => '/orders',
  order: (order: string) => `/orders/${encode(order)}`,
  receipt: (order: string) => `/orders/${encode(order)}?view=receipt`,
  track: (token: string) => `/r/${encode(token)}`,
  /** Something that happened to an order, on a page that has its timeline. */
  event: (page: string, number: number) => `${page}#evento-${number}`,
  chat: (about?: { order?: string; link?: string }) => {
    const search = new URLSearchParams(about?.link ? { link: about.link } : about?.order ? { order: about.order } : {})
    return `/chat${search.size > 0 ? `?${search}` : ''}`
  },
  demo: (order?: string) => `/demo${order ? `?${new URLSearchParams({ order })}` : ''}`,
  phone: (order?: string) => `/phone${order ? `?${new URLSearchParams({ order })}` : ''}`,
  /** As whom an operator carries. */
  courier: (as?: string) => `/courier${as ? `?${new URLSearchParams({ as })}` : ''}`,
  board: (order?: string) => `/board${order ? `?${new URLSearchParams({ order })}` : ''}`,
  console: () => '/console',
  executions: (search: Record<string, string> = {}) => {
    const query = new URLSearchParams(search)
    return `/console/executions${query.size > 0 ? `?${query}` : ''}`
  },
  execution: (arn: string) => `/console/executions/${encode(arn)}`,
  callbacks: () => '/console/callbacks',
  metrics: () => '/console/metrics',
  invariants: () => '/console/invariants',
  conversations: (conversation?: string) => `/console/conversations${conversation ? `/${encode(conversation)}` : ''}`,
  functions: (name?: string) => `/console/functions${name ? `/${encode(name)}` : ''}`,
  machines: (name?: string) => `/console/machines${name ? `/${encode(name)}` : ''}`,
  tables: (name?: string) => `/console/tables${name ? `/${encode(name)}` : ''}`,
  topics: (arn?: string) => `/console/topics${arn ? `/${encode(arn)}` : ''}`,
  outbox: () => '/console/outbox',
  knowledge: (base?: string) => `/console/knowledge${base ? `/${encode(base)}` : ''}`,
  models: () => '/console/models',
  experiments: (experiment?: string) => `/console/experiments${experiment ? `/${encode(experiment)}` : ''}`,
  roles: (name?: string) => `/console/roles${name ? `/${encode(name)}` : ''}`,
  cost: () => '/console/cost',
  /** Without a machine, where to begin one. */
  studio: (machine?: string, search: Record<string, string> = {}) => {
    const query = new URLSearchParams(search)
    return `/studio${machine ? `/${encode(machine)}` : ''}${query.size > 0 ? `?${query}` : ''}`
  },
}
