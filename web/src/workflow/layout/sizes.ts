/** The measures of a picture, in pixels at scale 1. */

export const NODE = { width: 196, height: 52 }
/** Where the outermost scope starts and ends. */
export const DOT = 18
/** Where a branch, or what a Map does with each item, starts and ends: at the borders of its box. */
export const PORT = 8
/** The head of a box, with its name, and the space around what is in it. */
export const HEAD = 52
export const PADDING = 18
export const BRANCH_GAP = 18
/** Around the whole picture. */
export const MARGIN = 12

/** The room that a "+" has on its line. */
export const PLUS = 20

/** A label takes the room of so many characters at most. */
export const LABEL_CHARACTERS = 28
export const LABEL = { perCharacter: 6.1, padding: 12, height: 18, toPlus: 3 }

/** Between what stands beside one another. */
export const GAP = { nodes: 32, nodeToLine: 28, labelToLine: 10, labels: 14, lines: 16 }

/** Below a node before the first bar, from a bar to the next, and what bars keep from labels and from the nodes that their arrows end at. */
export const CHANNEL = { below: 12, track: 11, aroundBars: 9, above: 14 }

/** From one "+" to the next where several lines leave the same side of a node. */
export const STUB = 21

/** How far from the middle a line after an error arrives where another arrives at the middle. */
export const ASIDE = { usual: 44, least: 16 }

export const CORNER = 8
