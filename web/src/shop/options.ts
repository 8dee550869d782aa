/** Which options can be chosen together, and what they add to a price. */

import type { Choice, Item, OptionGroup } from './menu.ts'

/** The identifiers of what is chosen, over all the groups of an item. */
export type Chosen = readonly string[]

export function chosenOf(group: OptionGroup, chosen: Chosen): Choice[] {
  return group.choices.filter((choice) => chosen.includes(choice.id))
}

/** One has to be chosen, and another takes its place. */
export function isOneOf(group: OptionGroup): boolean {
  return group.min === 1 && group.max === 1
}

export function isFull(group: OptionGroup, chosen: Chosen): boolean {
  return chosenOf(group, chosen).length >= group.max
}

/** What is chosen after somebody has touched a choice; the same, where its group has no room for it. */
export function toggled(group: OptionGroup, chosen: Chosen, choice: Choice): Chosen {
  if (!choice.available) return chosen
  if (isOneOf(group)) {
    const others = chosen.filter((id) => !group.choices.some((other) => other.id === id))
    return [...others, choice.id]
  }
  if (chosen.includes(choice.id)) return chosen.filter((id) => id !== choice.id)
  return isFull(group, chosen) ? chosen : [...chosen, choice.id]
}

/** The first group that still asks for something. */
export function unanswered(item: Item, chosen: Chosen): OptionGroup | undefined {
  return item.options.find((group) => chosenOf(group, chosen).length < group.min)
}

/** Whether the kitchen can make it like that, by the menu as it is now. */
export function isMakeable(item: Item, chosen: Chosen): boolean {
  const known = item.options.flatMap((group) => group.choices)
  const areOffered = chosen.every((id) => known.some((choice) => choice.id === id && choice.available))
  const areEnough = item.options.every((group) => {
    const count = chosenOf(group, chosen).length
    return count >= group.min && count <= group.max
  })
  return areOffered && areEnough
}

/** What of the chosen is still offered. */
export function offered(item: Item, chosen: Chosen): Chosen {
  const known = item.options.flatMap((group) => group.choices)
  return chosen.filter((id) => known.some((choice) => choice.id === id && choice.available))
}

/** As little as has to be chosen: the first of what there is. */
export function plainest(item: Item): Chosen {
  return item.options.flatMap((group) => group.choices.filter((choice) => choice.available).slice(0, group.min).map((choice) => choice.id))
}

/** What one costs as chosen, in centavos. */
export function unitPrice(item: Item, chosen: Chosen): number {
  const choices = item.options.flatMap((group) => chosenOf(group, chosen))
  return choices.reduce((price, choice) => price + choice.price_delta, item.price)
}

/** What it costs at least, and whether that depends on what has to be chosen. */
export function leastPrice(item: Item): { price: number; varies: boolean } {
  const required = item.options.filter((group) => group.min > 0)
  const least = required.map((group) => {
    const deltas = group.choices.filter((choice) => choice.available).map((choice) => choice.price_delta)
    return deltas.toSorted((a, b) => a - b).slice(0, group.min).reduce((sum, delta) => sum + delta, 0)
  })
  const varies = required.some((group) => new Set(group.choices.map((choice) => choice.price_delta)).size > 1)
  return { price: least.reduce((sum, delta) => sum + delta, item.price), varies }
}
