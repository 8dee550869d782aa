import type { Route } from './state_machines.ts'

/** How an alias divides executions: all to one version, or part of them to a second. */
export type Routing = { version: string; other: string; otherWeight: number }

export function routingOf(routes: readonly Route[]): Routing {
  const [first, second] = routes
  return { version: first?.stateMachineVersionArn ?? '', other: second?.stateMachineVersionArn ?? '', otherWeight: second?.weight ?? 10 }
}

/** The routes as Step Functions takes them: one of 100, or two that make 100. */
export function routesOf({ version, other, otherWeight }: Routing): Route[] {
  if (other === '' || other === version) return [{ stateMachineVersionArn: version, weight: 100 }]
  return [
    { stateMachineVersionArn: version, weight: 100 - otherWeight },
    { stateMachineVersionArn: other, weight: otherWeight },
  ]
}
