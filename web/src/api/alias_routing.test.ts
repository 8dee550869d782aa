import { describe, expect, it } from 'vitest'

import { routesOf, routingOf } from './alias_routing.ts'

describe('routing of an alias', () => {
  it('is one route of 100 without a second version', () => {
    expect(routesOf({ version: 'm:1', other: '', otherWeight: 30 })).toEqual([{ stateMachineVersionArn: 'm:1', weight: 100 }])
    expect(routesOf({ version: 'm:1', other: 'm:1', otherWeight: 30 })).toHaveLength(1)
  })

  it('comes back as it was read', () => {
    const routes = [
      { stateMachineVersionArn: 'm:1', weight: 80 },
      { stateMachineVersionArn: 'm:2', weight: 20 },
    ]
    expect(routesOf(routingOf(routes))).toEqual(routes)
  })
})
