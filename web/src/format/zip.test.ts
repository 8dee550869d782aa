// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { crc32, readZip, writeZip } from './zip.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const texts = (files: { name: string; content: Uint8Array }[]) => files.map((file) => [file.name, new TextDecoder().decode(file.content)])

/** One deflated entry, as other programs write it, with an extra field and a comment at the end. */
function deflatedArchive(name: string, text: string): Uint8Array {
  const packed = deflateRawSync(text)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  local.writeUInt16LE(4, 28)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(crc32(bytes(text)), 16)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt32LE(text.length, 24)
  central.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + 4 + packed.length, 16)
  end.writeUInt16LE(2, 20)
  return Buffer.concat([local, Buffer.from(name), Buffer.alloc(4), packed, central, Buffer.from(name), end, Buffer.from('hi')])
}

describe('zip', () => {
  it('has the checksum that everybody has', () => {
    expect(crc32(bytes('123456789'))).toBe(0xcbf43926)
  })

  it('reads what it wrote, names of any language and empty files among it', async () => {
    const files = [
      { name: 'index.mjs', content: bytes('export const handler = 1') },
      { name: 'dados/preço.json', content: bytes('{"preço": "R$ 1"}') },
      { name: 'empty', content: new Uint8Array() },
      { name: 'bootstrap', content: bytes('#!/bin/sh'), executable: true },
    ]
    const read = await readZip(writeZip(files))
    expect(texts(read)).toEqual(texts(files))
    expect(read.map((file) => file.executable)).toEqual([false, false, false, true])
  })

  it('is the same archive each time', () => {
    const files = [{ name: 'a.py', content: bytes('pass') }]
    expect(writeZip(files)).toEqual(writeZip(files))
  })

  it('reads what others deflated', async () => {
    expect(texts(await readZip(deflatedArchive('main.py', 'print(1)\n'.repeat(50))))).toEqual([['main.py', 'print(1)\n'.repeat(50)]])
  })

  it('is read by Python, permissions included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'))
    const archive = join(folder, 'code.zip')
    writeFileSync(archive, writeZip([{ name: 'bootstrap', content: bytes('#!/bin/sh\n'), executable: true }]))
    const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(oct(z.infolist()[0].external_attr >> 16))'
    expect(execFileSync('python3', ['-c', script, archive], { encoding: 'utf8' }).trim()).toBe('0o100755')
  })

  it('says what is no archive', async () => {
    await expect(readZip(bytes('no archive at all, whatever it may be called'))).rejects.toThrow('no zip archive')
  })
})
