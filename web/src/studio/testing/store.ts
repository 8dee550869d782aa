/** What lasts longer than a component and is shown by several: kept by whoever it is about, watched by whoever shows it. */
export class Store<State> {
  #state: State
  readonly #listeners = new Set<() => void>()

  constructor(state: State) {
    this.#state = state
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly now = (): State => this.#state

  set(members: Partial<State>): void {
    this.#state = { ...this.#state, ...members }
    for (const tell of this.#listeners) tell()
  }
}
