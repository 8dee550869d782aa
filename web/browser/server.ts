import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A server has so long to be ready. A debug build on a busy machine is slow. */
const READY_WITHIN_MS = 60_000

export type ServerOptions = {
  /** People who are not real live in it. */
  demo?: boolean
  /** How much faster than in life time passes. */
  pace?: number
  /** What the chat's large model says, as docs/bedrock.md has it; without one the built-in responder answers. */
  script?: readonly object[]
}

/** The model that follows the script. */
const SCRIPTED = 'test.scripted-v1:0'

/** Where the binary is that is tried. */
export function binary(): string {
  const path = process.env.ENTREGA_BINARY
  if (!path) throw new Error('ENTREGA_BINARY says which binary is tried: `cargo xtask test` sets it')
  return path
}

/** The real binary with a data folder of its own: it can be killed and started again. */
export class Server {
  readonly #folder: string
  readonly #ports: { web: number; aws: number }
  readonly #options: ServerOptions
  #process: ChildProcess | null = null
  #said = ''

  private constructor(folder: string, ports: { web: number; aws: number }, options: ServerOptions) {
    this.#folder = folder
    this.#ports = ports
    this.#options = options
  }

  static async start(options: ServerOptions = {}): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'entrega-browser-'))
    const server = new Server(folder, { web: await freePort(), aws: await freePort() }, options)
    if (options.script) await server.#writeScript(options.script)
    await server.begin()
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${this.#ports.web}`
  }

  get awsUrl(): string {
    return `http://127.0.0.1:${this.#ports.aws}`
  }

  /** The link that lets the operator in, once. */
  get consoleLink(): string {
    const link = /http:\S+\/console#t=\S+/.exec(this.#said)?.[0]
    if (!link) throw new Error(`no link to the console was printed:\n${this.#said}`)
    return link
  }

  /** What the store's own tools show. */
  async operatorToken(): Promise<string> {
    return (await readFile(join(this.#folder, 'operator.token'), 'utf8')).trim()
  }

  /** Starts the binary; again after it was killed. */
  async begin(): Promise<void> {
    const { demo = false, pace, script } = this.#options
    const listen = ['--listen', `127.0.0.1:${this.#ports.web}`, '--aws-listen', `127.0.0.1:${this.#ports.aws}`]
    const flags = [...(demo ? ['--demo'] : []), ...(pace ? ['--pace', String(pace)] : []), ...(script ? ['--models', join(this.#folder, 'models.toml'), '--chat-model', SCRIPTED] : [])]
    this.#said = ''
    const child = spawn(binary(), ['up', '--data', this.#folder, '--anonymous', ...listen, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#process = child
    const note = (chunk: Buffer) => {
      this.#said += chunk.toString()
    }
    child.stdout?.on('data', note)
    child.stderr?.on('data', note)
    const deadline = Date.now() + READY_WITHIN_MS
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${this.#said}`)
      const answer = await fetch(`${this.url}/api/shop`).catch(() => null)
      if (answer?.ok && this.#said.includes('/console#t=')) return
      if (Date.now() > deadline) throw new Error(`the server was not ready in time:\n${this.#said}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async #writeScript(script: readonly object[]): Promise<void> {
    await writeFile(join(this.#folder, 'answers.json'), JSON.stringify(script))
    await writeFile(join(this.#folder, 'models.toml'), `[backends.script]\nkind = "scripted"\nfile = "answers.json"\n\n[[models]]\nid = "${SCRIPTED}"\nbackend = "script"\n`)
  }

  /** As when the power goes: it is told nothing. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    this.#process = null
    if (!child || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
