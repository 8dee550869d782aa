import type { Path } from '../syntax.ts'

/** The order in which a person writes the fields of the language; no object has two of them in another. */
const order = [
  'Type', 'Comment', 'QueryLanguage', 'Version', 'ProcessorConfig',
  // What a state does.
  'Error', 'ErrorPath', 'Cause', 'CausePath', 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath', 'Resource', 'Credentials',
  'TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath',
  // What it is given.
  'InputPath', 'Label', 'ItemReader', 'ItemsPath', 'Items', 'Parameters', 'Arguments', 'ItemSelector', 'ItemBatcher',
  'MaxConcurrency', 'MaxConcurrencyPath', 'ToleratedFailureCount', 'ToleratedFailureCountPath', 'ToleratedFailurePercentage', 'ToleratedFailurePercentagePath',
  'StartAt', 'States', 'ItemProcessor', 'Iterator', 'Branches', 'ResultWriter',
  // Rules of a choice, retriers and catchers.
  'Choices', 'Variable', 'Condition', 'And', 'Or', 'Not',
  'ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy',
  // What it answers.
  'Result', 'ResultSelector', 'ResultPath', 'OutputPath', 'Assign', 'Output',
  'Retry', 'Catch', 'Default', 'Next', 'End',
]

const ranks = new Map(order.map((name, rank) => [name, rank]))

/** A comparison of a choice's rule stands behind what it compares. */
const OTHER = order.indexOf('Not')

export function rankOf(field: string): number {
  return ranks.get(field) ?? OTHER
}

type Container = 'scope' | 'states' | 'state' | 'scopes' | 'rules' | 'rule' | 'handlers' | 'handler' | 'data'

const within: Record<Container, (part: string | number) => Container> = {
  scope: (part) => (part === 'States' ? 'states' : 'data'),
  states: () => 'state',
  state: (part) => {
    if (part === 'ItemProcessor' || part === 'Iterator') return 'scope'
    if (part === 'Branches') return 'scopes'
    if (part === 'Choices') return 'rules'
    return part === 'Retry' || part === 'Catch' ? 'handlers' : 'data'
  },
  scopes: () => 'scope',
  rules: () => 'rule',
  rule: (part) => (part === 'And' || part === 'Or' ? 'rules' : part === 'Not' ? 'rule' : 'data'),
  handlers: () => 'handler',
  handler: () => 'data',
  data: () => 'data',
}

function containersOn(path: Path): Container[] {
  const containers: Container[] = ['scope']
  for (const part of path) containers.push(within[containers.at(-1) ?? 'data'](part))
  return containers
}

/** Whether the members of the object at a path are fields of the language: those have an order, a person's own names do not. */
export function hasOrder(path: Path): boolean {
  const container = containersOn(path).at(-1)
  return container === 'scope' || container === 'state' || container === 'rule' || container === 'handler'
}

/** The way to the innermost state that a path leads into; null where it leads into none. */
export function stateOn(path: Path): Path | null {
  const index = containersOn(path).lastIndexOf('state')
  return index < 0 ? null : path.slice(0, index)
}
