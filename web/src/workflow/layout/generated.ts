/** Large workflows for tests: the same number has the same one. */
export function generatedWorkflow(count: number): string {
  const states: Record<string, unknown> = {}
  const chance = chances(count)
  const retry = (handler: string) => [{ ErrorEquals: ['States.ALL'], Next: handler }]
  let made = 0
  for (let index = 0; made < count; index++) {
    const name = `Step ${index}`
    const next = `Step ${index + 1}`
    const handler = `Mend ${Math.floor(index / 40)}`
    const kind = chance()
    if (kind < 0.5) {
      states[name] = { Type: 'Task', Resource: 'work', Next: next, Catch: retry(handler) }
      states[handler] = { Type: 'Task', Resource: 'mend', Next: 'Clean up' }
      made++
    } else if (kind < 0.8) {
      const back = `Step ${Math.max(0, index - Math.floor(chance() * 6))}`
      states[name] = {
        Type: 'Choice',
        Choices: [
          { Variable: '$.amount', NumericLessThan: index, Next: next },
          { Variable: '$.address.city', StringEquals: 'Curitiba', Next: `Aside ${index}` },
          ...(chance() < 0.2 ? [{ Variable: '$.again', IsPresent: true, Next: back }] : []),
        ],
        Default: `Refuse ${index}`,
      }
      states[`Aside ${index}`] = { Type: 'Task', Resource: 'aside', Next: chance() < 0.3 ? back : next, Catch: retry('Clean up') }
      states[`Refuse ${index}`] = { Type: 'Fail' }
      made += 3
    } else if (kind < 0.9) {
      const branch = (number: number) => ({ StartAt: `First ${index}.${number}`, States: { [`First ${index}.${number}`]: { Type: 'Pass', Next: `Then ${index}.${number}` }, [`Then ${index}.${number}`]: { Type: 'Pass', End: true } } })
      states[name] = { Type: 'Parallel', Branches: [branch(0), branch(1)], Next: next }
      made += 5
    } else {
      states[name] = { Type: 'Wait', Seconds: 1, Next: next }
      made++
    }
    if (made >= count) states[next] = { Type: 'Succeed' }
  }
  states['Clean up'] = { Type: 'Pass', Next: 'Broken' }
  states.Broken = { Type: 'Fail' }
  return JSON.stringify({ StartAt: 'Step 0', States: states })
}

/** Numbers from 0 to 1 that look like chance and are not. */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

/** Small workflows in which anything may lead anywhere: loops, jumps, boxes in boxes, states that nothing leads to. */
export function tangledWorkflow(seed: number): string {
  const chance = chances(seed)
  const upTo = (count: number) => Math.floor(chance() * count)
  const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make)
  let made = 0
  const scope = (count: number, depth: number): Record<string, unknown> => {
    const names = times(count, () => `State ${made++}`)
    const states = names.map((name, index): [string, unknown] => {
      const to = () => (chance() < 0.4 ? names[upTo(count)] : names[Math.min(count - 1, index + 1 + upTo(3))])
      const kind = chance()
      if (kind < 0.25) return [name, { Type: 'Choice', Choices: times(1 + upTo(3), () => ({ Variable: '$.v', StringEquals: 'v'.repeat(1 + upTo(30)), Next: to() })), Default: to() }]
      if (kind < 0.35) return [name, { Type: chance() < 0.5 ? 'Succeed' : 'Fail' }]
      const inner =
        depth < 2 && kind < 0.5
          ? { Type: 'Parallel', Branches: times(1 + upTo(3), () => scope(upTo(5), depth + 1)) }
          : depth < 2 && kind < 0.6
            ? { Type: 'Map', ItemProcessor: scope(1 + upTo(5), depth + 1) }
            : { Type: 'Task', Resource: 'work' }
      return [name, { ...inner, ...(chance() < 0.8 ? { Next: to() } : { End: true }), Catch: times(upTo(4), () => ({ ErrorEquals: ['E'], Next: to() })) }]
    })
    return { StartAt: chance() < 0.95 ? (names[0] ?? '') : 'Nowhere', States: Object.fromEntries(states) }
  }
  return JSON.stringify(scope(1 + upTo(14), 0))
}
