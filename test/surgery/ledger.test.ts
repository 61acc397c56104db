import {readdirSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {realDisk} from '../../src/surgery/disk.ts'
import {memoryLedger, openLedger, stateFolder} from '../../src/surgery/ledger.ts'
import {newRun} from '../../src/surgery/run-log.ts'
import {scratch} from '../unpack.ts'
import {bundleProcess, runProcess} from './bundle-process.ts'
import {planOf} from './data-dirs.ts'

let script = ''
beforeAll(() => {
  script = bundleProcess('ledger-process')
})
afterAll(() => rmSync(script, {force: true}))

const plan = planOf(null, [])
const at = (day: number) => new Date(Date.UTC(2024, 0, day))

async function opened(stateDir: string) {
  const attempt = await openLedger(realDisk, stateDir)
  if (!attempt.ok) throw new Error(JSON.stringify(attempt.refusals))
  return attempt.value
}

describe('without the database library', () => {
  const without = (stateDir: string) => openLedger(realDisk, stateDir, async () => null)

  test('every run is a file, for its owner alone, and is there for the next program, with the library or without', async () => {
    const stateDir = join(scratch(), 'state')
    const first = await without(stateDir)
    if (!first.ok) throw new Error(JSON.stringify(first.refusals))
    const runs = [1, 2].map(day => newRun(plan, at(day)))
    for (const run of runs) await first.value.put(run)
    await first.value.put({...(runs[0] as (typeof runs)[0]), state: 'applied'})
    expect(await without(stateDir)).toMatchObject({ok: false, refusals: [{code: 'ledger-locked'}]})
    await first.value.close()
    const files = join(stateDir, 'ledger-files')
    expect(readdirSync(files).map(name => statSync(join(files, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600])

    const second = await without(stateDir)
    if (!second.ok) throw new Error(JSON.stringify(second.refusals))
    const seen = (await second.value.list()).map(({id, state}) => [id, state])
    expect(seen).toEqual([
      [runs[1]?.id, 'begun'],
      [runs[0]?.id, 'applied'],
    ])
    expect(await second.value.get(runs[1]?.id ?? '')).toEqual(runs[1])
    expect(await second.value.get('../../etc/passwd')).toBeNull()
    await second.value.close()

    const installed = await opened(stateDir)
    expect((await installed.list()).map(({id, state}) => [id, state])).toEqual(seen)
    await installed.put({...(runs[1] as (typeof runs)[0]), state: 'undone'})
    expect((await installed.list()).map(({state}) => state)).toEqual(['undone', 'applied'])
    expect(await installed.get(runs[0]?.id ?? '')).toMatchObject({state: 'applied'})
    await installed.close()
    expect(await without(stateDir)).toMatchObject({
      ok: false,
      refusals: [{message: expect.stringContaining('is a database')}],
    })
  })
})

describe('the ledger', () => {
  test('keeps every run, newest first, over processes; its folder is for its owner alone', async () => {
    const stateDir = join(scratch(), 'state', 'doctor')
    const runs = [1, 3, 2].map(day => newRun(plan, at(day)))
    const first = await opened(stateDir)
    for (const run of runs) await first.put(run)
    await first.put({...(runs[0] as (typeof runs)[0]), state: 'applied'})
    await first.close()
    expect(statSync(stateDir).mode & 0o777).toBe(0o700)
    const second = await opened(stateDir)
    expect((await second.list()).map(({id, state}) => [id, state])).toEqual([
      [runs[1]?.id, 'begun'],
      [runs[2]?.id, 'begun'],
      [runs[0]?.id, 'applied'],
    ])
    expect(await second.get(runs[2]?.id ?? '')).toEqual(runs[2])
    expect(await second.get('no such run')).toBeNull()
    await second.close()
  })

  test('a second opener is told who is at work', async () => {
    const stateDir = scratch()
    const ledger = await opened(stateDir)
    expect(JSON.parse(runProcess(script, {stateDir}).output)).toMatchObject({
      ok: false,
      refusals: [{code: 'ledger-locked'}],
    })
    await ledger.close()
    expect(JSON.parse(runProcess(script, {stateDir}).output)).toMatchObject({ok: true})
  })

  test('a process killed with the ledger open leaves it usable, with what was put', async () => {
    const stateDir = scratch()
    expect(runProcess(script, {stateDir, die: true}).signal).toBe('SIGKILL')
    const ledger = await opened(stateDir)
    expect(await ledger.list()).toHaveLength(1)
    await ledger.close()
  })

  test('a folder that cannot be written is a value', async () => {
    const folder = scratch()
    writeFileSync(join(folder, 'file'), '')
    expect(await openLedger(realDisk, join(folder, 'file', 'below'))).toMatchObject({
      ok: false,
      refusals: [{code: 'ledger-unwritable'}],
    })
    expect(await openLedger(realDisk, '/proc/doctor')).toMatchObject({refusals: [{code: 'ledger-unwritable'}]})
  })

  test('in memory: the same, for a while', async () => {
    const ledger = memoryLedger()
    const run = newRun(plan, at(1))
    await ledger.put(run)
    expect(await ledger.get(run.id)).toEqual(run)
    expect(await ledger.list()).toEqual([run])
  })

  test('the state folder: told, XDG, home', () => {
    expect(stateFolder('/told', {XDG_STATE_HOME: '/xdg'})).toBe('/told')
    expect(stateFolder(null, {XDG_STATE_HOME: '/xdg'})).toBe('/xdg/doctor')
    const home = join(homedir(), '.local', 'state', 'doctor')
    expect(stateFolder(null, {XDG_STATE_HOME: 'relative'})).toBe(home)
    expect(stateFolder(null, {XDG_STATE_HOME: ''})).toBe(home)
    expect(stateFolder(null, {})).toBe(home)
  })
})
