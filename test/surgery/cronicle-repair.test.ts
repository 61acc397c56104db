import {spawn} from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {workerReachabilityChecks} from '../../src/checks/worker-reachability/index.ts'
import {planForCronicle} from '../../src/repairs/cronicle/planning/index.ts'
import type {Plan} from '../../src/repairs/plan.ts'
import {readRepairInputs} from '../../src/sources/cronicle/read-repair-inputs.ts'
import {realDisk} from '../../src/surgery/disk.ts'
import {openLedger} from '../../src/surgery/ledger.ts'
import {runPlan} from '../../src/surgery/run-plan.ts'
import {undoRun} from '../../src/surgery/undo.ts'
import {openStorage} from '../cronicle/open-storage.ts'
import {collectCapture, unpackCapture} from '../cronicle-captures.ts'
import {scratch} from '../unpack.ts'
import {bundleProcess, runProcess, type Stop, stopAtCalls} from './bundle-process.ts'
import {treeOf} from './data-dirs.ts'

interface Site {
  readonly folder: string
  readonly plan: Plan
  readonly folders: {readonly backupDir: string; readonly stateDir: string; readonly withoutRecord: boolean}
}

async function siteOf(name: string, strategy: string): Promise<Site> {
  const folder = realpathSync(unpackCapture(name))
  const c = await collectCapture(folder)
  const inputs = {...(await readRepairInputs(c)), wishes: {strategy, names: [], words: [], urls: [], hasKey: false}}
  const {planned} = planForCronicle(c, workerReachabilityChecks, inputs, '0')
  const found = planned.find(p => (p.ok ? p.plan.strategy : p.strategy) === strategy)
  if (!found?.ok) throw new Error(found?.why)
  return {folder, plan: found.plan, folders: {backupDir: scratch(), stateDir: scratch(), withoutRecord: false}}
}

const run = ({plan, folders}: Site) =>
  runPlan(plan, folders, {onProgress: () => {}, signal: new AbortController().signal})

async function undo({folders: {stateDir}}: Site) {
  const opened = await openLedger(realDisk, stateDir)
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusals))
  try {
    return await undoRun({disk: realDisk, ledger: opened.value, run: null, force: false})
  } finally {
    await opened.value.close()
  }
}

const listNames = ['global/servers', 'global/server_groups', 'global/schedule', 'global/users', 'logs/activity']

/** Every list of a storage as the genuine library reads it. It writes when it opens one: a copy is opened. */
async function listsIn(folder: string): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const copy = join(scratch(), 'data')
  cpSync(join(folder, 'p1/data'), copy, {recursive: true})
  const storage = await openStorage({engine: 'Filesystem', Filesystem: {base_dir: copy, key_namespaces: 1}})
  const lists = await Promise.all(listNames.map(async name => [name, (await storage.list(name))?.items ?? []] as const))
  await storage.close()
  return Object.fromEntries(lists)
}

/** Contents by path, below a folder. */
function contents(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter(e => e.isFile())
  return new Map(files.map(e => join(e.parentPath, e.name)).map(path => [path, readFileSync(path, 'latin1')]))
}

const own = {hostname: 'cron-primary.example.net', ip: '10.20.0.10'}

describe('stored records', () => {
  const rows: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
    ['j1-worker-reports-primary-own-ip', 'server-records', {'global/servers': [own]}],
    [
      'b0-fixed-config-stale-record',
      'server-records',
      {'global/servers': [own, {hostname: 'workers-lb.example.net', ip: '10.20.0.20'}]},
    ],
    [
      'k1-primary-hostname-changed',
      'server-records',
      {
        'global/servers': [expect.objectContaining({hostname: '0f9e8d7c6b5a'})],
        'global/server_groups': expect.arrayContaining([expect.objectContaining({regexp: '^(0f9e8d7c6b5a)$'})]),
      },
    ],
  ]
  test.each(rows)(
    'of %s: the library reads what was meant, and everything else as before',
    async (name, strategy, meant) => {
      const site = await siteOf(name, strategy)
      const tree = treeOf(site.folder)
      const [lists, before] = [await listsIn(site.folder), contents(site.folder)]
      expect(await run(site)).toMatchObject({outcome: 'applied', exitCode: 0})
      expect(await listsIn(site.folder)).toEqual({...lists, ...meant})
      const touched = site.plan.steps.flatMap(({action}) => ('path' in action ? [action.path] : []))
      const after = contents(site.folder)
      const changed = [...before].filter(([path, text]) => after.get(path) !== text).map(([path]) => path)
      expect(changed.toSorted()).toEqual(touched.toSorted())
      expect([...after.keys()]).toEqual([...before.keys()])
      expect(await undo(site)).toMatchObject({outcome: 'undone'})
      expect(treeOf(site.folder)).toEqual(tree)
    },
  )

  test('a primary that runs is left alone, by a repair and by an undo', async () => {
    const site = await siteOf('j1-worker-reports-primary-own-ip', 'server-records')
    const p1 = join(site.folder, 'p1')
    const start = () =>
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '/opt/cronicle/lib/main.js'], {cwd: p1})
    const tree = treeOf(site.folder)
    let primary = start()
    await new Promise(resolve => primary.once('spawn', resolve))
    try {
      const again = await readRepairInputs(await collectCapture(site.folder))
      expect(again.states.get(p1)?.running).toEqual([expect.stringContaining(`process ${primary.pid}`)])
      expect(await run(site)).toMatchObject({outcome: 'refused', refusals: [{code: 'server-running'}]})
      expect(treeOf(site.folder)).toEqual(tree)
    } finally {
      primary.kill()
      await new Promise(resolve => primary.once('exit', resolve))
    }
    expect(await run(site)).toMatchObject({outcome: 'applied'})
    primary = start()
    await new Promise(resolve => primary.once('spawn', resolve))
    try {
      expect(await undo(site)).toMatchObject({outcome: 'refused', refusals: [{code: 'server-running'}]})
    } finally {
      primary.kill()
    }
  })

  test('a record that was changed since the plan was made is not touched', async () => {
    const site = await siteOf('j1-worker-reports-primary-own-ip', 'server-records')
    const path = site.plan.inputs[0]?.path ?? ''
    writeFileSync(path, readFileSync(path, 'utf8').replace('ip-172-31-50-31', 'ip-172-31-50-99'))
    const tree = treeOf(site.folder)
    expect(await run(site)).toMatchObject({outcome: 'refused', refusals: [{code: 'inputs-changed'}]})
    expect(treeOf(site.folder)).toEqual(tree)
  })
})

test('a config.json keeps owner, mode and every other byte; the backup of it is for its owner alone', async () => {
  const site = await siteOf('a1-lb-default-route-blackhole', 'worker-identity')
  const path = join(site.folder, 'w1/config.json')
  const [before, {mode}, tree] = [readFileSync(path, 'utf8'), statSync(path), treeOf(site.folder)]
  const result = await run(site)
  expect(result).toMatchObject({outcome: 'applied'})
  const after = readFileSync(path, 'utf8')
  const added = /"hostname": "workers-lb\.example\.net",\s+"ip": "workers-lb\.example\.net",\s+/
  expect(after).toMatch(added)
  expect(after.replace(added, '')).toBe(before)
  expect(statSync(path).mode).toBe(mode)
  expect(statSync(result.backup ?? '').mode & 0o777).toBe(0o600)
  await undo(site)
  expect(treeOf(site.folder)).toEqual(tree)
})

describe('killed after each write, fsync and rename, and in the middle of each write', () => {
  let script = ''
  beforeAll(() => {
    script = bundleProcess('dying-process')
  }, 180_000)
  afterAll(() => rmSync(script, {force: true}))

  test('every record is the old or the new one, and undo and a second run finish', async () => {
    const site = await siteOf('j1-worker-reports-primary-own-ip', 'server-records')
    const {folder, plan, folders} = site
    const planFile = join(scratch(), 'plan.json')
    writeFileSync(planFile, JSON.stringify(plan))
    const kept = scratch()
    const places = [join(folder, 'p1/data'), join(folder, 'w1/config.json'), folders.stateDir, folders.backupDir]
    const save = (name: string) => {
      mkdirSync(join(kept, name))
      for (const [i, place] of places.entries())
        cpSync(place, join(kept, name, String(i)), {recursive: true, preserveTimestamps: true})
    }
    const putBack = (name: string) => {
      for (const [i, place] of places.entries()) {
        rmSync(place, {recursive: true, force: true})
        cpSync(join(kept, name, String(i)), place, {recursive: true, preserveTimestamps: true})
      }
    }
    const paths = plan.steps.flatMap(({action}) => ('path' in action ? [action.path] : []))
    const texts = () => paths.map(path => readFileSync(path, 'utf8'))
    const before = texts()
    const order = {act: 'apply', planFile, stateDir: folders.stateDir, backupFolder: folders.backupDir, torn: false}
    save('start')
    const stops: Stop[] = []
    const nameOf = ({at, torn}: Stop) => `${at}${torn ? '-torn' : ''}`
    const told = JSON.parse(
      await stopAtCalls(script, order, stop => {
        stops.push(stop)
        save(nameOf(stop))
      }),
    )
    expect(told.result.outcome).toBe('applied')
    const after = texts()
    expect(stops.length).toBeGreaterThan(20)
    for (const stop of stops) {
      const where = `${stop.torn ? 'in' : 'after'} call ${nameOf(stop)} (${told.names[stop.at - 1]})`
      putBack(nameOf(stop))
      for (const [i, text] of texts().entries()) expect([before[i], after[i]], where).toContain(text)
      const ended = await undo(site)
      expect(texts(), where).toEqual(before)
      putBack(nameOf(stop))
      const again = await run(site)
      expect(['applied', 'refused'], where).toContain(again.outcome)
      expect(texts(), `${where}: ${ended.outcome}`).toEqual(after)
    }
    const last = told.names.lastIndexOf('rename') + 1
    putBack('start')
    expect(runProcess(script, {...order, dieAfter: last}).signal).toBe('SIGKILL')
    expect(existsSync(planFile)).toBe(true)
    expect(texts()).toEqual(after)
  }, 300_000)
})
