/** Deployment packages, written and read in the browser: what the editor shows is the archive itself. */

export type ZipFile = { name: string; content: Uint8Array; executable?: boolean }

const LOCAL_FILE = 0x04034b50
const CENTRAL_FILE = 0x02014b50
const CENTRAL_END = 0x06054b50
const STORED = 0
const DEFLATED = 8
/** Names are UTF-8. */
const FLAG_UTF8 = 0x0800
/** Version 2.0, made on Unix: the permissions count. */
const MADE_BY = (3 << 8) | 20
/** 1980-01-01: the same files are the same archive, whenever they are packed. */
const EPOCH_DATE = (1 << 5) | 1
/** The end of an archive is within so many bytes of the file's. */
const CENTRAL_END_WITHIN = 22 + 0xffff

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}

/** Packs files without compressing them: code is small, and Lambda takes both. */
export function writeZip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = []
  const central: Uint8Array[] = []
  let offset = 0
  for (const file of files) {
    const name = new TextEncoder().encode(file.name)
    const sizes = [crc32(file.content), file.content.length, file.content.length] as const
    const mode = 0o100000 | (file.executable ? 0o755 : 0o644)
    const local = record(30, [[4, LOCAL_FILE], [2, 20], [2, FLAG_UTF8], [2, STORED], [2, 0], [2, EPOCH_DATE], [4, sizes[0]], [4, sizes[1]], [4, sizes[2]], [2, name.length], [2, 0]])
    pieces.push(local, name, file.content)
    central.push(
      record(46, [
        [4, CENTRAL_FILE], [2, MADE_BY], [2, 20], [2, FLAG_UTF8], [2, STORED], [2, 0], [2, EPOCH_DATE],
        [4, sizes[0]], [4, sizes[1]], [4, sizes[2]], [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, mode * 0x10000], [4, offset],
      ]),
      name,
    )
    offset += local.length + name.length + file.content.length
  }
  const centralLength = central.reduce((sum, piece) => sum + piece.length, 0)
  const end = record(22, [[4, CENTRAL_END], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, centralLength], [4, offset], [2, 0]])
  return joined([...pieces, ...central, end])
}

/** Unpacks an archive. Folders are left out; encrypted entries and unusual methods are an error. */
export async function readZip(archive: Uint8Array): Promise<ZipFile[]> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const end = centralEnd(view)
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  const files: ZipFile[] = []
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== CENTRAL_FILE) throw new Error('the archive is damaged')
    const method = view.getUint16(at + 10, true)
    const packed = view.getUint32(at + 20, true)
    const [nameLength, extraLength, commentLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)]
    const mode = view.getUint32(at + 38, true) >>> 16
    const local = view.getUint32(at + 42, true)
    const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameLength))
    at += 46 + nameLength + extraLength + commentLength
    if (name.endsWith('/')) continue
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    const content = await unpacked(method, archive.slice(start, start + packed))
    files.push({ name, content, executable: (mode & 0o111) !== 0 })
  }
  return files
}

async function unpacked(method: number, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (method === STORED) return bytes
  if (method !== DEFLATED) throw new Error(`the archive is packed by method ${method}`)
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function centralEnd(view: DataView): number {
  const last = view.byteLength - 22
  for (let at = last; at >= 0 && at > last - CENTRAL_END_WITHIN; at--) {
    if (view.getUint32(at, true) === CENTRAL_END) return at
  }
  throw new Error('this is no zip archive')
}

/** Little-endian fields of 2 or 4 bytes, one after the other. */
function record(length: number, fields: readonly (readonly [2 | 4, number])[]): Uint8Array {
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += size
  }
  return bytes
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
