import {execFileSync} from 'node:child_process'
import {rmSync, writeFileSync} from 'node:fs'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {readHistory} from '../../src/surgery/history.ts'
import {oracle, oracleMissing} from '../oracle-binary.ts'
import {bundleProcess, runProcess} from './bundle-process.ts'
import {planOf} from './data-dirs.ts'
import {actionsFor, Site} from './site.ts'

let script = ''
beforeAll(() => {
  script = bundleProcess('dying-process')
  oracle()
}, 600_000)
afterAll(() => rmSync(script, {force: true}))

interface Told {
  readonly calls: number
  readonly names: readonly string[]
  readonly result: {readonly outcome: string}
}

const run = (order: unknown): Told => JSON.parse(runProcess(script, order).output)

describe('a process that changes a disk', () => {
  test('what lasts when the power fails: synced before it gets its name, the name synced after, all noted before', () => {
    const site = new Site('raft/restarts.tar.gz')
    const plan = planOf(site.data, actionsFor(site)['all of them'] ?? [])
    writeFileSync(site.planFile, JSON.stringify(plan))
    const {names} = run(site.order('apply', null))
    const file = 'createFile( setMode)?( write)+ sync close'
    const replacement = `ledger ${file} ledger rename syncFolder`
    const aside = 'ledger rename syncFolder'
    const backup = `makeFolder syncFolder ${file} rename syncFolder ledger ledger`
    const steps = [replacement, replacement, replacement, replacement, aside, aside].join(' ')
    const order = `makeFolder syncFolder makeFolder syncFolder ledger ${backup} ${steps} ledger`
    expect(names.join(' ')).toMatch(new RegExp(`^${order}$`))
    const undone = run(site.order('undo', null)).names.join(' ')
    const restored = `ledger ${file.replace('sync', 'setTime sync')} rename syncFolder setFolderTime`
    const renamed = 'rename syncFolder setFolderTime'
    const removed = 'removeFile syncFolder setFolderTime'
    const back = [renamed, renamed, restored, removed, restored, removed].join(' ')
    expect(undone).toMatch(new RegExp(`^ledger ${back} ledger$`))
  })

  test('an undo killed after each call is finished by another', async () => {
    const site = new Site('raft/restarts.tar.gz')
    const plan = planOf(site.data, actionsFor(site)['all of them'] ?? [])
    writeFileSync(site.planFile, JSON.stringify(plan))
    const original = site.tree()
    expect(run(site.order('apply', null)).result.outcome).toBe('applied')
    site.save('applied')
    const whole = run(site.order('undo', null))
    expect(whole.result.outcome).toBe('undone')
    expect(site.tree()).toEqual(original)
    for (const {at, torn} of deathsOf(whole)) {
      const where = `${torn ? 'in' : 'after'} call ${at} (${whole.names[at - 1]}) of ${whole.calls}`
      site.putBack('applied')
      expect(runProcess(script, site.order('undo', at, torn)).signal, where).toBe('SIGKILL')
      const [view] = await site.withLedger(readHistory)
      const ended = view?.run.state === 'undone'
      const undone = await site.undo()
      if (ended) expect(undone, where).toMatchObject({refusals: [{code: 'run-unknown'}]})
      else expect(undone, where).toMatchObject({outcome: 'undone'})
      expect(site.tree(), where).toEqual(original)
    }
  }, 600_000)

  test('the new store boots under the genuine library as the leader it names', async context => {
    context.skip(oracle() === null, oracleMissing())
    const site = new Site('raft/snapshots.tar.gz')
    const plan = planOf(site.data, actionsFor(site)['rewrite-raft-db'] ?? [])
    writeFileSync(site.planFile, JSON.stringify(plan))
    const whole = run(site.order('apply', null))
    const boot = (id: string) => {
      const at = `${id}=10.0.0.9:6868=${site.data}`
      const args = ['boot', '-store', 'v1', '-wait', '5s', at]
      return JSON.parse(execFileSync(oracle() as string, args, {encoding: 'utf8'})).leader
    }
    expect(whole.result.outcome).toBe('applied')
    expect(boot('dkron-node-1')).toBe('dkron-node-1')
    // Booted, it has been written to: the undo refuses to throw that away unless told.
    expect(await site.undo()).toMatchObject({outcome: 'refused', refusals: [{code: 'changed-since'}]})
  }, 180_000)
})

/** After each call, and in the middle of each write. */
function deathsOf({calls, names}: Told): readonly {at: number; torn: boolean}[] {
  const after = Array.from({length: calls}, (_, i) => ({at: i + 1, torn: false}))
  return [...after, ...names.flatMap((name, i) => (name === 'write' ? [{at: i + 1, torn: true}] : []))]
}
