/** Pictures of flat colours need no more than 256 of them: a quarter of the bytes, and nobody sees it. */

import { deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const COLOURS = 256

type Pixels = { width: number; height: number; /** Red, green and blue of each. */ rgb: Buffer }

/** The same picture with a palette. */
export function withPalette(png: Buffer): Buffer {
  const pixels = decoded(png)
  const palette = mostFrequent(pixels.rgb)
  const { width, height, rgb } = pixels
  const known = new Map<number, number>()
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = rgb.readUIntBE((y * width + x) * 3, 3)
      let index = known.get(colour)
      if (index === undefined) known.set(colour, (index = nearest(palette, colour)))
      rows[y * (width + 1) + 1 + x] = index
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.alloc(palette.length * 3)
  palette.forEach((colour, index) => colours.writeUIntBE(colour, index * 3, 3))
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/** The colours that most of a picture is made of; of those that look alike, the most frequent. */
function mostFrequent(rgb: Buffer): number[] {
  const counts = new Map<number, number>()
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = rgb.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const chosen: number[] = []
  const boxes = new Set<number>()
  for (const [colour] of [...counts].sort((one, other) => other[1] - one[1])) {
    // 32 levels of each.
    const box = (colour >> 3) & 0x1f1f1f
    if (boxes.has(box)) continue
    boxes.add(box)
    chosen.push(colour)
    if (chosen.length === COLOURS) break
  }
  return chosen
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [index, one] of palette.entries()) {
    const red = (one >> 16) - (colour >> 16)
    const green = ((one >> 8) & 255) - ((colour >> 8) & 255)
    const blue = (one & 255) - (colour & 255)
    const distance = 2 * red * red + 4 * green * green + 3 * blue * blue
    if (distance < least) [best, least] = [index, distance]
  }
  return best
}

/** What Chromium writes: eight bits of red, green, blue and perhaps alpha, a row after another. */
function decoded(png: Buffer): Pixels {
  const [width, height, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25]]
  if (png[24] !== 8 || (kind !== 2 && kind !== 6)) throw new Error('the picture is not of the kind that Chromium writes')
  const size = kind === 6 ? 4 : 3
  const parts: Buffer[] = []
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const data = inflateSync(Buffer.concat(parts))
  const stride = width * size
  const rgb = Buffer.alloc(width * height * 3)
  let above = Buffer.alloc(stride)
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1)
    const row = unfiltered(data.subarray(start + 1, start + 1 + stride), above, data[start] ?? 0, size)
    for (let x = 0; x < width; x += 1) row.copy(rgb, (y * width + x) * 3, x * size, x * size + 3)
    above = row
  }
  return { width, height, rgb }
}

function unfiltered(row: Buffer, above: Buffer, filter: number, size: number): Buffer<ArrayBuffer> {
  const plain = Buffer.alloc(row.length)
  for (let at = 0; at < row.length; at += 1) {
    const left = plain[at - size] ?? 0
    const up = above[at] ?? 0
    const corner = at < size ? 0 : (above[at - size] ?? 0)
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0
    plain[at] = ((row[at] ?? 0) + guess) & 255
  }
  return plain
}

function paeth(left: number, up: number, corner: number): number {
  const to = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(to - left), Math.abs(to - up), Math.abs(to - corner)]
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc(body), body.length + 4)
  return whole
}

function crc(bytes: Buffer): number {
  let rest = 0xffffffff
  for (const byte of bytes) {
    rest ^= byte
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0)
  }
  return (rest ^ 0xffffffff) >>> 0
}
