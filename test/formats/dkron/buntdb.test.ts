import {describe, expect, it} from 'vitest'
import {type ByteSource, bufferBytes} from '../../../src/formats/bytes.ts'
import {readBuntdb} from '../../../src/formats/dkron/buntdb.ts'
import {KeyMap, respCommand} from './key-map.ts'

const now = 1_800_000_000

function readText(...pieces: readonly (string | Uint8Array)[]) {
  const keys = new KeyMap()
  const body = Buffer.concat(pieces.map(piece => Buffer.from(piece)))
  return {read: readBuntdb(bufferBytes(body), keys, now), keys}
}

describe('readBuntdb', () => {
  it('reads nothing from nothing', () => {
    expect(readText().read).toEqual({commands: 0, end: 0, problem: null})
  })

  it('reads set, del and flushdb in any case, with NUL bytes between them', () => {
    const {read, keys} = readText(
      '\0\0',
      respCommand('set', 'gone', '1'),
      respCommand('FlushDB'),
      respCommand('SET', 'a', 'x\r\ny'),
      '\0',
      respCommand('set', 'b', ''),
      respCommand('set', 'a', 'new'),
      respCommand('Del', 'b'),
      '\0',
    )
    expect(read.problem).toBeNull()
    expect(read.commands).toBe(6)
    expect(keys.texts()).toEqual({a: 'new'})
  })

  it('keeps values as bytes', () => {
    const value = Uint8Array.from({length: 256}, (_, byte) => byte)
    const {keys} = readText(respCommand('set', 'k', value))
    expect(keys.values.get('k')).toEqual(value)
  })

  it.each([
    ['ex', '10', true],
    ['EX', '0', false],
    ['ex', '-5', false],
    ['ae', String(now + 1), true],
    ['ae', String(now), false],
  ])('%s %s: stays %s', (option, time, stays) => {
    const {read, keys} = readText(respCommand('set', 'k', 'old'), respCommand('set', 'k', 'v', option, time))
    expect(read.problem).toBeNull()
    expect(keys.texts()).toEqual(stays ? {k: 'v'} : {})
  })

  const good = respCommand('set', 'a', '1')
  it.each<[string, string | Buffer, RegExp]>([
    ['a cut value', respCommand('set', 'b', 'value').subarray(0, -4), /ends within/],
    ['a cut command', Buffer.from('*3\r\n$3\r\nset\r\n'), /ends within/],
    ['a cut count', Buffer.from('*'), /ends within/],
    ['text', 'hello world, this is not RESP', /no \*<number>/],
    ['an unknown command', respCommand('get', 'a'), /unknown command "get\/2"/],
    ['a set of four parts', respCommand('set', 'a', 'b', 'ex'), /unknown command/],
    ['a del of three parts', respCommand('del', 'a', 'b'), /unknown command/],
    ['an odd expiry', respCommand('set', 'a', 'b', 'px', '5'), /expiry/],
    ['an expiry that is no number', respCommand('set', 'a', 'b', 'ex', 'soon'), /expiry/],
    ['a count without a number', '*\r\n', /no \*<number>/],
    ['a negative length', '*1\r\n$-1\r\n', /no \$<number>/],
    ['a length without CR', '*1\n$1\nx\n', /no \*<number>/],
    ['a wrong length', '*1\r\n$3\r\nflushdb\r\n', /does not end/],
    ['many parts', `*4000000000\r\n${'$1\r\nx\r\n'.repeat(10)}`, /4000000000 parts/],
    ['a length beyond the end', '*3\r\n$3\r\nset\r\n$1\r\na\r\n$999999999999\r\nx\r\n', /ends within/],
    ['a count of too many digits', `*${'9'.repeat(40)}\r\n`, /no \*<number>/],
  ])('%s stops it with a problem, what came before stays', (_, tail, problem) => {
    const {read, keys} = readText(good, tail)
    expect(read).toEqual({commands: 1, end: good.length, problem: expect.stringMatching(problem)})
    expect(read.problem).toContain(`at byte ${good.length}`)
    expect(keys.texts()).toEqual({a: '1'})
  })

  it('passes over commands of no parts', () => {
    expect(readText('*0\r\n', good).read.problem).toBeNull()
  })

  it('reads a body larger than its window in pieces, never more than the longest value at once', () => {
    const values = [10, 70_000, 3, 200_000, 65_536, 65_534, 1].map((length, at) => new Uint8Array(length).fill(at + 1))
    const body = Buffer.concat(values.map((value, at) => respCommand('set', `k${at}`, value)))
    let most = 0
    // A source that hands out one and the same array, as one over a file does.
    const shared = new Uint8Array(300_000)
    const source: ByteSource = {
      size: body.length,
      read(offset, length) {
        most = Math.max(most, length)
        shared.fill(0xee)
        const part = body.subarray(offset, offset + length)
        shared.set(part)
        return shared.subarray(0, part.length)
      },
    }
    const keys = new KeyMap()
    expect(readBuntdb(source, keys, now)).toEqual({commands: 7, end: body.length, problem: null})
    values.forEach((value, at) => {
      expect(Buffer.compare(keys.values.get(`k${at}`) ?? Buffer.alloc(0), value)).toBe(0)
    })
    expect(most).toBeLessThanOrEqual(200_002)
  })

  it('refuses a value larger than any Dkron writes without reading it', () => {
    const head = Buffer.from('*3\r\n$3\r\nset\r\n$1\r\na\r\n$5000000000\r\n')
    let read = 0
    const source: ByteSource = {
      size: 6_000_000_000,
      read(offset, length) {
        read += length
        return offset < head.length ? head.subarray(offset, offset + length) : new Uint8Array(0)
      },
    }
    expect(readBuntdb(source, new KeyMap(), now).problem).toMatch(/5000000000 bytes, more than Dkron/)
    expect(read).toBeLessThan(1_000_000)
  })
})
