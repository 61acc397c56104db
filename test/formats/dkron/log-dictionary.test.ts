import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {ServerLog} from '../../../src/case/case.ts'
import {entryNamesOf, holdsKey, logDictionary, matchLines} from '../../../src/formats/dkron/log-dictionary.ts'
import {decodeLog} from '../../../src/formats/docker/decode-log.ts'
import {captures, filesOf} from '../captures.ts'
import {logSamples} from './log-samples.ts'

const logOf = (texts: readonly string[]): ServerLog => ({
  source: 's',
  server: null,
  debug: true,
  lines: texts.map((text, i) => ({number: i + 1, time: null, level: null, node: null, text})),
})

describe('the dictionary', () => {
  it('has the 104 lines and six markers, each under a name of its own', () => {
    expect(logDictionary).toHaveLength(110)
    expect(new Set(logDictionary.map(e => e.name)).size).toBe(110)
    for (const entry of logDictionary) {
      expect(entry.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(entry.pattern.flags).toBe('i')
      expect(entry.keys.length).toBeGreaterThan(0)
      for (const key of entry.keys) expect(key).toBe(key.toLowerCase())
      for (const check of entry.checks) expect(check).toMatch(/^[a-z]+(-[a-z]+)+$/)
    }
  })

  it('has a sample of every entry', () => {
    expect([...new Set(logSamples.map(s => s[0]))].sort()).toEqual(logDictionary.map(e => e.name).sort())
  })

  it.each(logSamples.map(([name, line, groups]) => ({name, line, groups})))('$name: $line', ({name, line, groups}) => {
    const hit = matchLines(logOf([line])).find(h => h.entry === name)
    expect(hit).toMatchObject({line: 1, text: line})
    if (groups) expect(hit?.groups).toEqual(groups)
    expect(entryNamesOf(line)).toContain(name)
    expect(holdsKey(line)).toBe(true)
    // Old releases write some words with capitals.
    expect(matchLines(logOf([line.toUpperCase()])).map(h => h.entry)).toContain(name)
  })

  it('tells lines apart that look alike', () => {
    const names = (line: string) => matchLines(logOf([line])).map(h => h.entry)
    expect(names('raft: rejecting vote request since node is not a voter: from=x')).toEqual([
      'vote-rejected-not-a-voter',
    ])
    expect(names('raft: pre-vote successful, starting election: term=4 tally=2 refused=0 votesNeeded=2')).toEqual([])
    expect(names('raft: initial configuration: index=1 servers="[{Suffrage:Voter ID:n1 Address:a:1}]"')).toEqual([
      'initial-configuration',
    ])
    expect(names('raft: failed to get previous log: previous-index=14 last-index=12 error="log not found"')).toEqual([])
    expect(names('grpc_agent: Starting job job=hello')).toEqual([])
    expect(names('memberlist: Refuting an alive message for x')).toEqual([])
  })

  it('misses nothing by its quick test: trying every pattern on every captured line finds the same', () => {
    for (const capture of captures) {
      for (const file of filesOf(capture, 'log-')) {
        const log = decodeLog(readFileSync(file, 'utf8'), file)
        const slow = log.lines.flatMap(l =>
          logDictionary.filter(e => e.pattern.test(l.text)).map(e => `${l.number} ${e.name}`),
        )
        expect(matchLines(log).map(h => `${h.line} ${h.entry}`)).toEqual(slow)
      }
    }
  })

  it('misses nothing by its quick test when samples run together', () => {
    const line = fc.array(fc.constantFrom(...logSamples.map(s => s[1])), {minLength: 1, maxLength: 3})
    fc.assert(
      fc.property(line, fc.nat(40), (parts, cut) => {
        const text = parts.map(p => p.slice(0, p.length - (cut % 5))).join('')
        const slow = logDictionary.filter(e => e.pattern.test(text)).map(e => e.name)
        expect(entryNamesOf(text)).toEqual(slow)
      }),
      {numRuns: 2000},
    )
  })

  it('takes less than 300 ms for 100 000 lines of a busy log', () => {
    const real = captures.flatMap(c => filesOf(c, 'log-').flatMap(f => decodeLog(readFileSync(f, 'utf8'), f).lines))
    const texts = Array.from({length: 100_000}, (_, i) =>
      i % 10 === 0 ? (real[i % real.length]?.text ?? '') : `store: Retrieved job from datastore job=bulk${i}`,
    )
    const log = logOf(texts)
    const times = [0, 1, 2].map(() => {
      const started = performance.now()
      matchLines(log)
      return performance.now() - started
    })
    expect(Math.min(...times)).toBeLessThan(300)
  })

  it('takes no time over hostile lines', () => {
    const hostile = [
      `raft: failed to make requestVote RPC: target="{Voter ${'a '.repeat(2000)}`,
      `agent: Raft layer failed to start ${'error="'.repeat(600)}`,
      `raft: entering candidate state: node=${' term='.repeat(800)}`,
      'dkron: removed server with duplicate ID'.repeat(100),
      `asking for vote: ${'from=x '.repeat(600)}`,
    ]
    const started = performance.now()
    matchLines(logOf(hostile))
    expect(performance.now() - started).toBeLessThan(500)
  })
})
