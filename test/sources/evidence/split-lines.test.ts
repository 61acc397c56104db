import fc from 'fast-check'
import {expect, it} from 'vitest'
import {LineSplitter} from '../../../src/sources/evidence/split-lines.ts'

function split(chunks: readonly (Uint8Array | string)[]): readonly string[] {
  const lines: string[] = []
  const splitter = new LineSplitter(line => lines.push(line))
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return lines
}

it('gives the same lines however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({unit: 'grapheme'})), fc.array(fc.nat()), (lines, cuts) => {
      const clean = lines.map(l => l.replaceAll('\n', ''))
      const bytes = Buffer.from(clean.map(l => `${l}\n`).join(''))
      fc.pre(!(clean[0] ?? '').startsWith('\uFEFF'))
      const at = [0, ...cuts.map(c => c % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
      const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end))
      expect(split(chunks)).toEqual(clean)
    }),
  )
})

it('gives a last line that nothing ends, and cuts one that is too long', () => {
  expect(split(['a\nb'])).toEqual(['a', 'b'])
  expect(split([])).toEqual([])
  const long = 'x'.repeat(200_000)
  expect(split([`${long}\ny\n`]).map(l => l.length)).toEqual([65_536, 1])
  expect(split([long.slice(0, 100_000), `${long.slice(100_000)}\ny`]).map(l => l.length)).toEqual([65_536, 1])
})

it('leaves out the mark at the start', () => {
  expect(split(['\uFEFFa\nb'])).toEqual(['a', 'b'])
  expect(split([Buffer.from('\uFEFFa\nb', 'utf16le')])).toEqual(['a', 'b'])
  expect(split(['a\n\uFEFFb'])).toEqual(['a', '\uFEFFb'])
})
