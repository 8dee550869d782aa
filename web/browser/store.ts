import type { Server } from './server.ts'

type Json = Record<string, unknown>

/** The store's people at work, over the API that their tools use. */
export class Store {
  readonly #server: Server
  readonly #token: string

  private constructor(server: Server, token: string) {
    this.#server = server
    this.#token = token
  }

  static async of(server: Server): Promise<Store> {
    return new Store(server, await server.operatorToken())
  }

  async ask(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Json> {
    const response = await fetch(this.#server.url + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }

  /** As soon as the store is asked. */
  async accept(order: string): Promise<void> {
    await this.until(order, 'AWAITING_CONFIRMATION')
    await this.ask('POST', `/api/board/orders/${order}/accept`)
  }

  /** Accepted, paid in cash or before, and begun in the kitchen. */
  async prepare(order: string): Promise<void> {
    await this.accept(order)
    await this.until(order, 'CONFIRMED')
    await this.ask('POST', `/api/board/orders/${order}/prepare`)
    await this.until(order, 'PREPARING')
  }

  /** From the kitchen to the street. */
  async send(order: string, courier: string): Promise<void> {
    await this.ready(order)
    await this.assign(order, courier)
    await this.courier(courier, order, 'at-store')
    await this.courier(courier, order, 'picked-up')
    await this.until(order, 'ON_THE_WAY')
  }

  async ready(order: string): Promise<void> {
    await this.ask('POST', `/api/board/orders/${order}/ready`)
  }

  async hireCourier(courier: string, name: string): Promise<void> {
    await this.ask('PUT', `/api/board/couriers/${courier}`, { name, state: 'FREE', point: { x: 0, y: 0 } })
  }

  assign(order: string, courier: string): Promise<Json> {
    return this.ask('POST', `/api/board/orders/${order}/assign`, { courier })
  }

  /** A courier does the next thing with an order. */
  courier(courier: string, order: string, step: 'at-store' | 'picked-up' | 'arrived' | 'hand-over', body?: object): Promise<Json> {
    return this.ask('POST', `/api/courier/orders/${order}/${step}`, body, { 'entrega-courier': courier })
  }

  /** A courier is seen somewhere. */
  position(courier: string, x: number, y: number): Promise<Json> {
    return this.ask('POST', '/api/courier/position', { point: { x, y }, heading: 0 }, { 'entrega-courier': courier })
  }

  order(order: string): Promise<Json> {
    return this.ask('GET', `/api/board/orders/${order}`)
  }

  async until(order: string, status: string, withinMs = 30_000): Promise<Json> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const found = await this.order(order)
      if (found.status === status) return found
      if (Date.now() > deadline) throw new Error(`order ${order} is ${String(found.status)}, not ${status}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  stock(item: string, portions: number): Promise<Json> {
    return this.ask('PUT', `/api/board/stock/${item}`, { available: portions })
  }
}
