export type Piece = { text: string; isMatch: boolean }

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** A text in pieces, of which some are what was searched for: `preco` finds `Preço`. */
export function marked(text: string, search: string): Piece[] {
  const wanted = plain(search.trim())
  if (wanted === '') return [{ text, isMatch: false }]
  // Each character for itself, so that places in the plain text are places in the text.
  const characters = [...text]
  const folded = characters.map(plain)
  const starts: number[] = []
  let length = 0
  for (const one of folded) {
    starts.push(length)
    length += one.length
  }
  const whole = folded.join('')
  const pieces: Piece[] = []
  let done = 0
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + wanted.length)) {
    const from = Math.max(done, starts.findLastIndex((start) => start <= at))
    // An accent that stands by itself belongs to the letter before it.
    const after = starts.findIndex((start, index) => start >= at + wanted.length && folded[index] !== '')
    const to = after < 0 ? characters.length : after
    if (to <= from) continue
    if (from > done) pieces.push({ text: characters.slice(done, from).join(''), isMatch: false })
    pieces.push({ text: characters.slice(from, to).join(''), isMatch: true })
    done = to
  }
  if (done < characters.length) pieces.push({ text: characters.slice(done).join(''), isMatch: false })
  return pieces
}

export function contains(text: string, search: string): boolean {
  return plain(text).includes(plain(search.trim()))
}
