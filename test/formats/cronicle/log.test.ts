import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {CronicleLogCollector} from '../../../src/formats/cronicle/collect-log.ts'
import {decodeLogLine} from '../../../src/formats/cronicle/decode-log-line.ts'
import {cronicleLog} from '../../../src/formats/cronicle/log-dictionary.ts'
import {captures, expectedCronicle} from '../../cronicle-captures.ts'
import {mutatedTexts} from '../../mutate.ts'

const lines = expectedCronicle().flatMap(({name}) =>
  ['p1/logs/Cronicle.log', 'p1/logs/Error.log', 'w1/logs/Cronicle.log', 'p1/docker-logs.txt'].flatMap(file => {
    try {
      return readFileSync(join(captures, name, file), 'utf8').split('\n')
    } catch {
      return []
    }
  }),
)

describe('the dictionary', () => {
  it('knows lines that real servers wrote', () => {
    const seen = new Set(lines.map(l => decodeLogLine(l, 1).kind.split(' ')[0]))
    const never = cronicleLog.map(e => e.name).filter(name => !seen.has(name))
    // These need a fault that no capture holds: two primaries, an old socket library, a broken group.
    expect(never).toEqual(['primary-lost', 'idle', 'group-invalid', 'connect-timeout'])
  })

  it('keeps from the data column only what it names', () => {
    const line = lines.find(l => l.includes('Server Info:'))
    expect(decodeLogLine(line ?? '', 7).line).toMatchObject({
      number: 7,
      component: 'Cronicle',
      code: '2',
      text: 'Server Info:',
      data: {hostname: 'cron-primary.example.net', ip: '10.20.0.10'},
    })
    const token = lines.find(l => l.includes('fetch_delete_job_log'))
    expect(token).toContain('auth=')
    expect(decodeLogLine(token ?? '', 1).line).toBeNull()
  })

  it('reads other columns, colours and the prefixes of docker and compose', () => {
    const message = 'Marking slave as disabled: w1'
    expect(decodeLogLine(`[12.5][${message}]`, 1, ['hires_epoch', 'msg'])).toMatchObject({
      epoch: 12.5,
      line: {text: message},
    })
    const docker =
      '2026-11-21T03:06:20.5Z Storage has already been set up.  There is no need to run this command again.'
    expect(decodeLogLine(`cron-1  | ${docker}`, 1)).toMatchObject({kind: 'setup-done-before ', epoch: 1795230380.5})
  })

  it('never throws, whatever the bytes', () => {
    const known = lines.filter(l => decodeLogLine(l, 1).line !== null)
    fc.assert(
      fc.property(mutatedTexts(known), text => {
        decodeLogLine(text, 1)
      }),
      {numRuns: 1000},
    )
  })
})

describe('the collector', () => {
  it('stays small, and keeps both ends', () => {
    const collector = new CronicleLogCollector()
    for (let i = 0; i < 50_000; i++) {
      collector.add(`[${1000 + i}][d][p][1][Error][error][server][Slave connection failed: w1: Error: timeout][]`)
    }
    const {lines: kept, from, to} = collector.finish('Error.log', 'file', false)
    expect(kept.length).toBeLessThan(100)
    expect([kept[0]?.number, kept.at(-1)?.number, from, to]).toEqual([1, 50_000, 1000, 50_999])
  })
})
