// Plays AWS Lambda's Node runtime: handlers in CommonJS or as ES modules, with callbacks or
// promises, and streamed answers through the global `awslambda`.

import { existsSync } from 'node:fs'
import http from 'node:http'
import Module from 'node:module'
import path from 'node:path'
import { Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import util from 'node:util'

const env = process.env
const [hostname, port] = env.AWS_LAMBDA_RUNTIME_API.split(':')
const agent = new http.Agent({ keepAlive: true, maxSockets: 1, noDelay: true })
const STREAMS = Symbol.for('aws.lambda.runtime.handler.streaming')
const HTTP_INTEGRATION = 'application/vnd.awslambda.http-integration-response'
const JSON_LOG = env.AWS_LAMBDA_LOG_FORMAT === 'JSON'

let requestId

function open(method, route, headers) {
  const options = { agent, hostname, port, method, headers, path: `/2018-06-01/runtime/${route}` }
  return http.request(options)
}

/** Resolves with `{ status, headers, body }`. */
function answerTo(request) {
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response) => {
      const parts = []
      response.on('data', (part) => parts.push(part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(parts),
        }),
      )
    })
  })
}

function send(method, route, headers = {}, body = undefined) {
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
  const request = open(method, route, { ...headers, ...length })
  const answer = answerTo(request)
  request.end(body)
  return answer
}

// What goes to the log ----------------------------------------------------------------------------

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const leastLevel = Math.max(0, LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE'))

function write(level, parameters) {
  if (JSON_LOG && LEVELS.indexOf(level) < leastLevel) return
  const timestamp = new Date().toISOString()
  const message = util.format(...parameters)
  if (JSON_LOG) {
    const whole = parameters.length === 1 && typeof parameters[0] === 'object' ? parameters[0] : message
    const entry = { timestamp, level, requestId, message: whole }
    process.stdout.write(JSON.stringify(entry) + '\n')
  } else {
    // A carriage return keeps the lines together as one event of the log.
    const line = `${timestamp}\t${requestId ?? 'undefined'}\t${level}\t${message}`
    process.stdout.write(line.replace(/\n/g, '\r') + '\n')
  }
}

for (const [method, level] of Object.entries({
  log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR',
})) {
  console[method] = (...parameters) => write(level, parameters)
}

// Errors ------------------------------------------------------------------------------------------

class Fault extends Error {
  constructor(name, message) {
    super(message)
    this.name = name
  }
}

function describe(error) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] }
  }
  return {
    errorType: error.name ?? 'Error',
    errorMessage: error.message,
    // Callers know no folder of this machine.
    trace: (error.stack ?? '').replaceAll(env.LAMBDA_TASK_ROOT, '/var/task').split('\n'),
  }
}

function logError(title, error) {
  const { errorType, errorMessage, trace } = describe(error)
  write('ERROR', [`${title} \t${JSON.stringify({ errorType, errorMessage, ...error, stack: trace })}`])
}

const errorHeaders = ({ errorType }) => ({
  'Content-Type': 'application/json',
  'Lambda-Runtime-Function-Error-Type': /^[\x20-\x7e]+$/.test(errorType) ? errorType : 'Error',
})

function post(route, error) {
  const described = describe(error)
  return send('POST', route, errorHeaders(described), JSON.stringify(described))
}

async function die(kind, error) {
  logError('Uncaught Exception', Object.assign(error instanceof Error ? error : new Error(String(error)), kind))
  const route = requestId === undefined ? 'init/error' : `invocation/${requestId}/error`
  await post(route, error).catch(() => {})
  process.exit(129)
}

process.on('uncaughtException', (error) => die({}, error))
process.on('unhandledRejection', (reason) => {
  const fault = new Fault('Runtime.UnhandledPromiseRejection', String(reason))
  fault.reason = reason
  die({ promise: {} }, fault)
})

// Streamed answers --------------------------------------------------------------------------------

/** What a streaming handler writes to; it becomes the body of the answer as it is written. */
class ResponseStream extends Writable {
  #request
  #answer
  #prelude
  #contentType = 'application/octet-stream'

  setContentType(contentType) {
    if (this.#request) throw new Error('the answer has begun: its type is settled')
    this.#contentType = contentType
  }

  _startWith(prelude) {
    this.#prelude = prelude
  }

  #begin() {
    if (this.#request) return
    this.#request = open('POST', `invocation/${requestId}/response`, {
      'Content-Type': this.#contentType,
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    })
    this.#answer = answerTo(this.#request)
    this.#answer.catch(() => {})
    if (this.#prelude) this.#request.write(this.#prelude)
  }

  get begun() {
    return this.#request !== undefined
  }

  _write(chunk, encoding, done) {
    this.#begin()
    if (this.#request.write(chunk)) done()
    else this.#request.once('drain', done)
  }

  _final(done) {
    this.#begin()
    this.#request.end()
    this.#answer.then(() => done(), done)
  }

  async fail(error) {
    const described = describe(error)
    this.#request.addTrailers({
      'Lambda-Runtime-Function-Error-Type': errorHeaders(described)['Lambda-Runtime-Function-Error-Type'],
      'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(described)).toString('base64'),
    })
    this.#request.end()
    await this.#answer
  }
}

globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[STREAMS] = true
    return handler
  },
  HttpResponseStream: {
    /** The head of the answer goes before its body: JSON and eight NUL bytes. */
    from(stream, prelude) {
      stream.setContentType(HTTP_INTEGRATION)
      stream._startWith(Buffer.concat([Buffer.from(JSON.stringify(prelude)), Buffer.alloc(8)]))
      return stream
    },
  },
}

async function runStreaming(handler, event, context) {
  const stream = new ResponseStream()
  const finished = new Promise((resolve, reject) => {
    stream.on('finish', resolve)
    stream.on('error', reject)
  })
  finished.catch(() => {})
  try {
    await handler(event, stream, context)
    if (!stream.writableEnded) stream.end()
    await finished
  } catch (error) {
    logError('Invoke Error', error)
    if (stream.begun) await stream.fail(error)
    else await post(`invocation/${requestId}/error`, error)
  }
}

// Whole answers -----------------------------------------------------------------------------------

/** Resolves with what the handler returns, or gives its callback once nothing else is to be done. */
function call(handler, event, context) {
  return new Promise((resolve, reject) => {
    const settle = (error, result) => (error === null || error === undefined ? resolve(result) : reject(error))
    let given
    const onIdle = () => settle(...(given ?? [null, null]))
    const callback = (error, result) => {
      if (given) return
      given = [error, result]
      if (!context.callbackWaitsForEmptyEventLoop) setImmediate(onIdle)
    }
    context.done = callback
    context.succeed = (result) => callback(null, result)
    context.fail = (error) => callback(error ?? new Error('failed'))
    const returned = handler(event, context, callback)
    if (typeof returned?.then === 'function') {
      returned.then(resolve, reject)
    } else {
      process.removeAllListeners('beforeExit')
      process.once('beforeExit', onIdle)
    }
  }).finally(() => process.removeAllListeners('beforeExit'))
}

async function runWhole(handler, event, context) {
  let body
  try {
    body = JSON.stringify((await call(handler, event, context)) ?? null) ?? 'null'
  } catch (error) {
    logError('Invoke Error', error)
    await post(`invocation/${requestId}/error`, error)
    return
  }
  await send('POST', `invocation/${requestId}/response`, { 'Content-Type': 'application/json' }, body)
}

// The AWS SDK of old ------------------------------------------------------------------------------

/** Version 2 by its name, and by its path, which is how what `import` asks for is loaded. */
const OLD_SDK = /^aws-sdk($|\/)|\/node_modules\/aws-sdk\//

/** Version 2 is the one SDK that does not look for its endpoint in the environment. */
function leadOldSdkHere() {
  const load = Module._load
  Module._load = (name, parent, ...rest) => {
    const loaded = load(name, parent, ...rest)
    if (OLD_SDK.test(name)) {
      const { config } = parent ? load('aws-sdk/global', parent, false) : Module.createRequire(name)('aws-sdk/global')
      if (!config.endpoint) config.update({ endpoint: env.AWS_ENDPOINT_URL })
    }
    return loaded
  }
}

// The loop ----------------------------------------------------------------------------------------

async function findHandler() {
  const folder = path.dirname(env._HANDLER)
  const [base, ...names] = path.basename(env._HANDLER).split('.')
  if (names.length === 0) throw new Fault('Runtime.MalformedHandlerName', 'Bad handler')
  const stem = path.resolve(env.LAMBDA_TASK_ROOT, folder, base)
  const file = ['.js', '.mjs', '.cjs'].map((extension) => stem + extension).find((name) => existsSync(name))
  if (!file) {
    throw new Fault('Runtime.ImportModuleError', `Error: Cannot find module '${path.join(folder, base)}'`)
  }
  let module
  try {
    module = await import(pathToFileURL(file).href)
  } catch (error) {
    if (error instanceof SyntaxError) throw new Fault('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`)
    if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new Fault('Runtime.ImportModuleError', `Error: ${error.message}`)
    }
    throw error
  }
  const within = (root) => names.reduce((found, name) => found?.[name], root)
  const handler = within(module) ?? within(module.default)
  if (typeof handler !== 'function') {
    const state = handler === undefined ? 'is undefined or not exported' : 'is not a function'
    throw new Fault('Runtime.HandlerNotFound', `${base}.${names.join('.')} ${state}`)
  }
  return handler
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms'])
  const client = headers['lambda-runtime-client-context']
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: client ? JSON.parse(client) : undefined,
    identity: undefined,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
}

if (env.AWS_ENDPOINT_URL) leadOldSdkHere()

let handler
try {
  handler = await findHandler()
} catch (error) {
  logError('Uncaught Exception', error)
  await post('init/error', error)
  process.exit(1)
}

for (;;) {
  const { status, headers, body } = await send('GET', 'invocation/next').catch(() => ({ status: 0 }))
  if (status !== 200) process.exit(0)
  requestId = headers['lambda-runtime-aws-request-id']
  if (headers['lambda-runtime-trace-id']) env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id']
  else delete env._X_AMZN_TRACE_ID
  const event = JSON.parse(body.toString())
  const run = handler[STREAMS] ? runStreaming : runWhole
  await run(handler, event, contextOf(headers))
}
