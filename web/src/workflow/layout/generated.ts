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
