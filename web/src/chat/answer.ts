/** An answer while it is made. Its pieces are numbered from 1, and told again to whoever comes again. */

import type { Piece, RunEnded } from '../api/conversation.ts'

export type Answer = {
  readonly run: number
  /** What is shown: every piece up to the first that has not come. */
  readonly pieces: readonly Piece[]
  /** Pieces that came before those before them, by their numbers. */
  readonly early: Readonly<Record<number, Piece>>
  readonly ended: RunEnded | null
}

export function beginAnswer(run: number): Answer {
  return { run, pieces: [], early: {}, ended: null }
}

/** A piece has come: once, again, or before its turn. */
export function takePiece(answer: Answer, number: number, piece: Piece): Answer {
  const isKnown = number <= answer.pieces.length || number in answer.early
  if (isKnown || answer.ended) return answer
  const early = { ...answer.early, [number]: piece }
  const pieces = [...answer.pieces]
  for (let next = early[pieces.length + 1]; next; next = early[pieces.length + 1]) {
    pieces.push(next)
    delete early[pieces.length]
  }
  return { ...answer, pieces, early }
}

/** It is whole, or will not be. What never got its turn is in the entry that the answer becomes, or was never said. */
export function endAnswer(answer: Answer, ended: RunEnded): Answer {
  return answer.ended ? answer : { ...answer, early: {}, ended }
}

/** Pieces as they are shown: words behind words are one paragraph. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const blocks: Piece[] = []
  for (const piece of pieces) {
    const last = blocks.at(-1)
    if (piece.kind === 'text' && last?.kind === 'text') blocks[blocks.length - 1] = { kind: 'text', text: last.text + piece.text }
    else blocks.push(piece)
  }
  return blocks
}
