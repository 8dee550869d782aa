import { CHANNEL } from './sizes.ts'

/**
 * The room between one row and the next, where lines go across from column to column. All that share a line there are one
 * bar; bars that would touch get tracks of their own, in the order that crosses the fewest.
 */

type Bar = { key: string; low: number; high: number; above: number[]; below: number[]; track: number }

/** Bars that end nearer than this to one another do not share a track. */
const CLEAR = 8
/** With more bars than this between two rows, they are only put in order from left to right. */
const ORDERED_MAX = 40

export class Channels {
  private readonly bars = new Map<number, Map<string, Bar>>()

  /** A line comes to the bar at one place and leaves it at another: from above or below. */
  add(channel: number, key: string, above: number, below: number): void {
    const bars = this.bars.get(channel) ?? new Map<string, Bar>()
    this.bars.set(channel, bars)
    const bar = bars.get(key) ?? { key, low: above, high: above, above: [], below: [], track: 0 }
    bars.set(key, bar)
    bar.low = Math.min(bar.low, above, below)
    bar.high = Math.max(bar.high, above, below)
    bar.above.push(above)
    bar.below.push(below)
  }

  /** Whether a bar has a part between two places. */
  hasBar(channel: number, from: number, to: number): boolean {
    return [...(this.bars.get(channel)?.values() ?? [])].some((bar) => bar.low < to && bar.high > from)
  }

  /** Gives each bar its track. */
  settle(): void {
    for (const bars of this.bars.values()) {
      const ordered = inOrder([...bars.values()])
      ordered.forEach((bar, index) => {
        bar.track = ordered.slice(0, index).reduce((track, upper) => (meets(upper, bar) ? Math.max(track, upper.track + 1) : track), 0)
      })
    }
  }

  tracks(channel: number): number {
    const bars = this.bars.get(channel)
    return bars ? Math.max(...[...bars.values()].map((bar) => bar.track)) + 1 : 0
  }

  /** How far below the first track a bar is. */
  down(channel: number, key: string): number {
    return (this.bars.get(channel)?.get(key)?.track ?? 0) * CHANNEL.track
  }
}

function meets(one: Bar, other: Bar): boolean {
  return one.low < other.high + CLEAR && other.low < one.high + CLEAR
}

/** From top to bottom: each is put where it crosses the fewest of those before it. */
function inOrder(bars: Bar[]): Bar[] {
  bars.sort((one, other) => one.low - other.low || other.high - one.high || (one.key < other.key ? -1 : 1))
  if (bars.length > ORDERED_MAX) return bars
  const ordered: Bar[] = []
  for (const bar of bars) {
    let cost = ordered.reduce((sum, other) => sum + crossings(bar, other), 0)
    let best = { place: 0, cost }
    ordered.forEach((other, index) => {
      cost += crossings(other, bar) - crossings(bar, other)
      if (cost < best.cost) best = { place: index + 1, cost }
    })
    ordered.splice(best.place, 0, bar)
  }
  return ordered
}

/** What it costs to have a bar above another: the lines that cross, and, worse, those that would run along one another. */
function crossings(upper: Bar, lower: Bar): number {
  if (!meets(upper, lower)) return 0
  const across = upper.below.filter((x) => x > lower.low && x < lower.high).length + lower.above.filter((x) => x > upper.low && x < upper.high).length
  const along = upper.below.filter((x) => lower.above.some((other) => Math.abs(other - x) < CLEAR)).length
  return across + 20 * along
}
