import type { Json } from '../../../workflow/syntax.ts'

/** A context object as a state has it, where no execution has given one (Amazon States Language, "The Context Object"). */
export function exampleContext(machine: string, state: string, input: Json = {}): Json {
  const prefix = 'arn:aws:states:us-east-1:000000000000'
  const time = '2030-01-01T12:00:00.000Z'
  return {
    Execution: { Id: `${prefix}:execution:${machine}:example`, Input: input, Name: 'example', RoleArn: 'arn:aws:iam::000000000000:role/example', StartTime: time, RedriveCount: 0 },
    State: { EnteredTime: time, Name: state, RetryCount: 0 },
    StateMachine: { Id: `${prefix}:stateMachine:${machine}`, Name: machine },
  }
}
