import { isRecord } from '../api/problem.ts'
import type { State } from './definition.ts'

/** What a state is about, in a few words of the language itself: the function a task calls, how long a wait is. */
export function aboutState({ type, source, resource, transitions }: State): string {
  const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
  switch (type) {
    case 'Task':
      return aboutTask(resource, source) || type
    case 'Wait':
      return [type, typeof source.Seconds === 'number' ? `${source.Seconds} s` : text(source.Seconds ?? source.SecondsPath ?? source.Timestamp ?? source.TimestampPath)].filter(Boolean).join(' · ')
    case 'Choice':
      return `${type} · ${transitions.length}`
    case 'Fail':
      return [type, text(source.Error)].filter(Boolean).join(' · ')
    case 'Map': {
      const items = text(source.Items ?? source.ItemsPath)
      return [type, items.replace(/^\{%\s*|\s*%\}$/g, '')].filter(Boolean).join(' · ')
    }
    default:
      return type
  }
}

function aboutTask(resource: string, source: Record<string, unknown>): string {
  const byArn = /^arn:[\w-]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(resource)?.[1]
  if (byArn) return byArn
  const given = isRecord(source.Arguments) ? source.Arguments : isRecord(source.Parameters) ? source.Parameters : {}
  const called = given.FunctionName
  if (resource.startsWith('lambda:invoke') && typeof called === 'string' && called !== '') {
    const name = /:function:([^:]+)/.exec(called)?.[1] ?? called
    return resource.endsWith('.waitForTaskToken') ? `${name} · token` : name
  }
  return resource.replace(/^aws-sdk:/, '').replace(/\.waitForTaskToken$/, ' · token').replace(/\.sync(:2)?$/, ' · sync')
}
