import {describe, expect, test} from 'vitest'
import {scratch} from '../unpack.ts'
import {captured, doctor} from './doctor.ts'

const {folder} = captured('v4.0.9-e1-1-down-up-new-id-new-ip')

describe('inspect', () => {
  test('shows a data-dir like this', async () => {
    const ran = doctor(['inspect', 'dkron.data', '--check'], {cwd: folder})
    expect(ran).toMatchObject({code: 0, stderr: ''})
    await expect(ran.stdout).toMatchFileSnapshot('__snapshots__/inspect.txt')
  })

  test('shows a damaged one, and says so in the exit code', async () => {
    const damaged = captured('v4.0.9-e5-raftdb-zeroed-page')
    const ran = doctor(['inspect', 'dkron.data', '--check'], {cwd: damaged.folder})
    expect(ran).toMatchObject({code: 1, stderr: ''})
    await expect(ran.stdout).toMatchFileSnapshot('__snapshots__/inspect-damaged.txt')
  })

  test('shows snapshots', async () => {
    const compacted = captured('v4.0.9-snap-1-natural-new-id')
    const ran = doctor(['inspect', 'dkron.data'], {cwd: compacted.folder})
    await expect(ran.stdout).toMatchFileSnapshot('__snapshots__/inspect-snapshot.txt')
  })

  test('JSON has every number of 64 bits as a decimal string', () => {
    const ran = doctor(['inspect', 'dkron.data', '--json'], {cwd: folder})
    expect(ran).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(ran.stdout)).toMatchObject({
      schemaVersion: 1,
      command: 'inspect',
      verdict: 'healthy',
      facts: {
        dataDir: 'dkron.data',
        raftDb: {
          file: 'raft/raft.db',
          meta: {txid: '30'},
          store: {stable: {currentTerm: '2'}, log: {first: '1', last: '21'}},
        },
        configuration: {
          index: '1',
          term: '1',
          servers: [{id: 'a52fb2697449', address: '172.18.0.2:6868', suffrage: 'Voter'}],
        },
        start: {outcome: 'starts'},
      },
    })
  })
})

describe('inspect --log', () => {
  const lines = (range: string, ...more: string[]) =>
    doctor(['inspect', 'dkron.data', `--log=${range}`, ...more], {cwd: folder})
      .stdout.split('\n')
      .filter(l => l !== '')

  test('lists entries, one a line', async () => {
    await expect(`${lines('..').join('\n')}\n`).toMatchFileSnapshot('__snapshots__/log.txt')
  })

  test('one, a range, the last ten', () => {
    expect(lines('1')).toHaveLength(1)
    expect(lines('1..20')).toHaveLength(20)
    expect(lines('~10').map(l => Number(l.trim().split(/\s+/)[0]))).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20, 21])
    expect(lines('500..600')).toEqual([])
  })

  test('as one JSON object a line', () => {
    const entries = lines('1..3', '--json').map(l => JSON.parse(l))
    expect(entries[0]).toEqual({
      index: '1',
      term: '1',
      type: 'Configuration',
      time: null,
      description: 'Voter a52fb2697449 at 172.18.0.2:6868',
    })
    expect(entries.map(e => e.index)).toEqual(['1', '2', '3'])
  })

  test('a range nobody can read is wrong usage', () => {
    expect(doctor(['inspect', 'dkron.data', '--log=9..1'], {cwd: folder})).toMatchObject({code: 2, stdout: ''})
  })
})

test('inspect wants exactly one data-dir that is there', () => {
  expect(doctor(['inspect']).code).toBe(2)
  expect(doctor(['inspect', 'a', 'b']).code).toBe(2)
  expect(doctor(['inspect', './nowhere']).code).toBe(3)
  expect(doctor(['inspect', scratch()]).code).toBe(3)
})
