import {cpSync, existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {runPlan} from '../../src/surgery/run-plan.ts'
import {scratch} from '../unpack.ts'
import {changeFor, dataDirOf, planOf, raftDbOf, treeOf, voter} from './data-dirs.ts'

const fixture = 'dkron/v4.0.9-e1-1-down-up-new-id-new-ip/dkron.data.tar.gz'

function place() {
  const folder = scratch()
  const data = join(folder, 'dkron.data')
  cpSync(dataDirOf(fixture), data, {recursive: true, preserveTimestamps: true})
  const change = changeFor(data, [voter('dkron')])
  const plan = planOf(data, [{kind: 'rewrite-raft-db', path: raftDbOf(data), change}])
  const folders = {backupDir: join(folder, 'backups'), stateDir: join(folder, 'state'), withoutRecord: false}
  return {data, plan, folders}
}

test('a run is confirmed by reading everything again', async () => {
  const {plan, folders} = place()
  const {signal} = new AbortController()
  const result = await runPlan(plan, folders, {onProgress: () => {}, signal})
  expect(result).toMatchObject({outcome: 'applied', exitCode: 0, refusals: []})
  expect(result.confirmed).toEqual([
    expect.stringContaining('is Voter "dkron" at 10.0.0.9:6868 (index 22)'),
    expect.stringContaining('3 jobs and 6 executions'),
  ])
})

test('an interrupted run ends before its next step, and leaves the data-dir as it was', async () => {
  const {data, plan, folders} = place()
  const before = treeOf(data)
  const controller = new AbortController()
  // Ctrl-C while the backup is made.
  const onProgress = (doing: string) => doing === 'backup' && controller.abort()
  const result = await runPlan(plan, folders, {onProgress, signal: controller.signal})
  expect(result).toMatchObject({outcome: 'rolled-back', exitCode: 5})
  expect(existsSync(result.backup ?? '')).toBe(true)
  expect(treeOf(data)).toEqual(before)
})
