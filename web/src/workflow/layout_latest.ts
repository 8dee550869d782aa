/**
 * The last picture of something that changes faster than pictures are made: one is made at a time, then that of the newest;
 * those in between are never made, and one that is out of date when it is ready is not shown.
 */
export class Latest<Source, Picture> {
  #shown: Picture | null = null
  #wanted: Source | null = null
  #isBusy = false
  readonly #listeners = new Set<() => void>()
  readonly #make: (source: Source) => Promise<Picture>

  constructor(make: (source: Source) => Promise<Picture>) {
    this.#make = make
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly shown = (): Picture | null => this.#shown

  want(source: Source): void {
    this.#wanted = source
    if (!this.#isBusy) void this.#work()
  }

  /** Shows what was made elsewhere; whatever is being made is out of date. */
  show(picture: Picture): void {
    this.#wanted = null
    this.#shown = picture
    for (const tell of this.#listeners) tell()
  }

  async #work(): Promise<void> {
    this.#isBusy = true
    try {
      for (let source = this.#wanted; source !== null; source = this.#wanted) {
        const picture = await this.#make(source)
        if (this.#wanted === source) this.show(picture)
      }
    } finally {
      this.#isBusy = false
    }
  }
}
