import type { CodeLanguage } from '../ui/code_theme.ts'

/** What a function can be begun with: a runtime, where its handler is, and code that answers. */
export type Runtime = { id: string; label: string; file: string; handler: string; executable?: boolean; language: CodeLanguage; code: string }

export const runtimes: readonly Runtime[] = [
  {
    id: 'python3.12',
    label: 'Python 3.12',
    file: 'app.py',
    handler: 'app.handler',
    language: 'python',
    code: `import json


def handler(event, context):
    print(json.dumps({"event": event}))
    name = event.get("name", "world")
    return {"message": f"Hello, {name}!"}
`,
  },
  {
    id: 'nodejs22.x',
    label: 'Node.js 22',
    file: 'index.mjs',
    handler: 'index.handler',
    language: 'javascript',
    code: `export const handler = async (event) => {
  console.log('event', event)
  const name = event.name ?? 'world'
  return { message: \`Hello, \${name}!\` }
}
`,
  },
  {
    id: 'provided.al2023',
    label: 'bootstrap',
    file: 'bootstrap',
    handler: 'bootstrap',
    executable: true,
    language: 'text',
    code: `#!/bin/sh
# Asks for one event after the other and answers each, as the Lambda Runtime API has it.
set -eu
api="http://\${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime"
headers=/tmp/headers
while true; do
  event=$(curl -sS -D "$headers" "$api/invocation/next")
  id=$(tr -d '\\r' < "$headers" | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
  echo "event $event" >&2
  curl -sS -o /dev/null -d "{\\"message\\": \\"Hello, world!\\"}" "$api/invocation/$id/response"
done
`,
  },
]

/** How people say the runtime of a function that is there. */
export function runtimeName(id: string | undefined): string {
  if (!id) return '—'
  const python = /^python(.+)$/.exec(id)
  if (python) return `Python ${python[1]}`
  const node = /^nodejs(\d+)/.exec(id)
  if (node) return `Node.js ${node[1]}`
  return id
}

/** The language of a file in the editor, by its name. */
export function languageOf(file: string): CodeLanguage {
  if (/\.py$/.test(file)) return 'python'
  if (/\.[cm]?[jt]s$/.test(file)) return 'javascript'
  if (/\.json$/.test(file)) return 'json'
  return 'text'
}
