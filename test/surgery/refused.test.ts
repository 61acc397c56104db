import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest'
import {exitCodes} from '../../src/exit-codes.ts'
import type {Plan} from '../../src/repairs/plan.ts'
import {sealPlan} from '../../src/repairs/seal-plan.ts'
import {type ApplyOutcome, exitCodeOf} from '../../src/surgery/apply-request.ts'
import {scratch, unpack} from '../unpack.ts'
import {bundleProcess, runProcess} from './bundle-process.ts'
import {changeFor, inputOf, planOf, raftDbOf, voter} from './data-dirs.ts'
import {actionsFor, Site} from './site.ts'

const isRoot = process.geteuid?.() === 0
const fixture = 'raft/restarts.tar.gz'
const started: ChildProcess[] = []
const mounted: string[] = []
let script = ''

beforeAll(() => {
  script = bundleProcess('dying-process')
})
afterAll(() => rmSync(script, {force: true}))
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  for (const folder of mounted.splice(0)) spawnSync('umount', [folder])
})

const wholePlan = (site: Site): Plan => planOf(site.data, actionsFor(site)['all of them'] ?? [])

/** Applies, and insists: refused with this code, exit 4, nothing changed anywhere, no backup, no run. */
async function expectRefused(site: Site, plan: Plan, code: string): Promise<string> {
  const before = site.tree()
  const outcome = await site.apply(plan)
  expect(site.tree()).toEqual(before)
  expectRefusal(outcome, code)
  expect(existsSync(site.backupFolder) ? readdirSync(site.backupFolder) : []).toEqual([])
  expect(await site.withLedger(ledger => ledger.list())).toEqual([])
  return outcome.outcome === 'refused' ? (outcome.refusals[0]?.message ?? '') : ''
}

function expectRefusal(outcome: ApplyOutcome, code: string): void {
  expect({outcome: outcome.outcome, code: 'refusals' in outcome ? outcome.refusals[0]?.code : null}).toEqual({
    outcome: 'refused',
    code,
  })
  expect(exitCodeOf(outcome)).toBe(exitCodes.refused)
  if (outcome.outcome === 'refused') for (const {message} of outcome.refusals) expect(message).not.toBe('')
}

/** Holds the lock as a scheduler does, in a process of its own. */
async function holdLock(path: string): Promise<number> {
  const child = spawn('flock', ['-x', path, 'sh', '-c', 'echo held; exec cat'], {stdio: ['pipe', 'pipe', 'ignore']})
  started.push(child)
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  return child.pid ?? 0
}

describe('refused with nothing changed', () => {
  test('the lock is held by another process, which is named', async () => {
    const site = new Site(fixture)
    const pid = await holdLock(raftDbOf(site.data))
    const message = await expectRefused(site, wholePlan(site), 'lock-held')
    expect(message).toContain(`process ${pid}`)
  })

  test('the file is open in a process that waits for the lock', async () => {
    const site = new Site(fixture)
    const fd = openSync(raftDbOf(site.data), 'r')
    const child = spawn('sleep', ['60'], {stdio: ['ignore', 'ignore', 'ignore', fd]})
    closeSync(fd)
    started.push(child)
    expect(await expectRefused(site, wholePlan(site), 'file-open')).toContain(`process ${child.pid}`)
  })

  test('no program can take the lock', async () => {
    const site = new Site(fixture)
    const before = site.tree()
    const tools = [{name: 'no-such-program', args: () => []}]
    expectRefusal(await site.apply(wholePlan(site), {lock: {tools}}), 'lock-tool-missing')
    expect(site.tree()).toEqual(before)
  })

  test('an input was changed, removed, or has appeared', async () => {
    for (const change of [
      (site: Site) => appendFileSync(site.compose, '# later\n'),
      (site: Site) => appendFileSync(raftDbOf(site.data), 'x'),
      (site: Site) => writeFileSync(join(site.data, 'raft', 'peers.json'), '[]'),
    ]) {
      const site = new Site(fixture)
      const plan = wholePlan(site)
      change(site)
      await expectRefused(site, plan, 'inputs-changed')
    }
    const site = new Site(fixture)
    const plan = wholePlan(site)
    renameSync(site.compose, `${site.compose}.bak`)
    await expectRefused(site, plan, 'missing')
  })

  test('a link where a folder or a file is expected, or above it', async () => {
    const site = new Site(fixture)
    const plan = wholePlan(site)
    renameSync(site.data, `${site.data}.real`)
    symlinkSync(`${site.data}.real`, site.data)
    await expectRefused(site, plan, 'symlink')

    const second = new Site(fixture)
    const secondPlan = wholePlan(second)
    renameSync(second.compose, `${second.compose}.real`)
    symlinkSync(`${second.compose}.real`, second.compose)
    await expectRefused(second, secondPlan, 'symlink')

    const third = new Site(fixture)
    const thirdPlan = planOf(third.data, actionsFor(third)['rewrite-raft-db'] ?? [])
    renameSync(raftDbOf(third.data), `${raftDbOf(third.data)}.real`)
    symlinkSync(`${raftDbOf(third.data)}.real`, raftDbOf(third.data))
    await expectRefused(third, thirdPlan, 'symlink')

    const fourth = new Site(fixture)
    const alias = join(fourth.folder, 'alias')
    symlinkSync(join(fourth.folder, 'data'), alias)
    await expectRefused(fourth, planOf(join(alias, 'dkron.data'), []), 'symlink')
  })

  test('a folder where a file is expected, and the reverse', async () => {
    const site = new Site(fixture)
    const aside = {kind: 'move-aside', path: site.compose} as const
    await expectRefused(site, planOf(null, [aside]), 'wrong-kind')
    const remove = {kind: 'remove-file', path: join(site.data, 'raft')} as const
    const plan = {...planOf(null, []), steps: planOf(null, [{...aside, path: remove.path}]).steps}
    const asFile = plan.steps.map(step => ({...step, action: remove}))
    await expectRefused(site, sealPlan({...plan, steps: asFile, inputs: []}), 'wrong-kind')
  })

  test('the raft.db is damaged', async () => {
    const site = new Site(fixture)
    const path = raftDbOf(site.data)
    const damaged = unpack('dkron/v4.0.9-e5-raftdb-zeroed-page/dkron.data.tar.gz')
    const change = changeFor(site.data, [voter('a')])
    const found = readdirSync(damaged, {recursive: true}).find(name => String(name).endsWith('raft.db'))
    cpSync(join(damaged, String(found)), path)
    await expectRefused(site, planOf(site.data, [{kind: 'rewrite-raft-db', path, change}]), 'damaged-store')
  })

  test('the new entry would not go where the plan says', async () => {
    const site = new Site(fixture)
    const path = raftDbOf(site.data)
    const change = changeFor(site.data, [voter('a')])
    for (const other of [{index: '999'}, {term: '999'}]) {
      const plan = planOf(site.data, [{kind: 'rewrite-raft-db', path, change: {...change, ...other}}])
      await expectRefused(site, plan, 'inputs-changed')
    }
  })

  test('the plan itself says no, leaves out what stood there, or has two steps for one path', async () => {
    const site = new Site(fixture)
    const plan = wholePlan(site)
    await expectRefused(site, sealPlan({...plan, refusals: ['Dkron 2.2.2 panics on peers.json']}), 'plan-refused')
    await expectRefused(site, sealPlan({...plan, inputs: plan.inputs.slice(1)}), 'plan-refused')
    const twice = [...plan.steps, {...plan.steps[0], id: 'again'}] as Plan['steps']
    await expectRefused(site, sealPlan({...plan, steps: twice}), 'plan-refused')
  })

  test('the backup folder lies inside the data-dir', async () => {
    const site = new Site(fixture)
    const before = site.tree()
    const outcome = await site.apply(wholePlan(site), {backupFolder: join(site.data, 'backups')})
    expectRefusal(outcome, 'wrong-kind')
    expect(site.tree()).toEqual(before)
  })

  test.skipIf(!isRoot)('the file system is full (a small tmpfs; needs root)', async context => {
    const site = new Site(fixture)
    const small = join(scratch(), 'small')
    mkdirSync(small)
    const {status, stderr} = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', small], {encoding: 'utf8'})
    context.skip(status !== 0, `no tmpfs can be mounted: ${stderr}`)
    mounted.push(small)
    const data = join(small, 'dkron.data')
    cpSync(site.data, data, {recursive: true})
    writeFileSync(join(small, 'filler'), Buffer.alloc(300 * 1024))
    const path = raftDbOf(data)
    const plan = planOf(data, [{kind: 'rewrite-raft-db', path, change: changeFor(data, [voter('a')])}])
    const outcome = await site.apply(plan)
    expectRefusal(outcome, 'no-space')
    expect(inputOf(path)).toEqual(plan.inputs[0])
    expect(readdirSync(join(data, 'raft')).sort()).toEqual(['peers.info', 'raft.db', 'snapshots'])
    // The same with room for the new file but none for the backup.
    const backups = await site.apply(wholePlan(site), {backupFolder: join(small, 'backups')})
    expectRefusal(backups, 'no-space')
    expect(existsSync(join(small, 'backups'))).toBe(false)
  })

  test.skipIf(!isRoot)('the file system is read-only (a bind mount; needs root)', async context => {
    const site = new Site(fixture)
    const plan = wholePlan(site)
    const bound = spawnSync('mount', ['--bind', site.data, site.data], {encoding: 'utf8'})
    context.skip(bound.status !== 0, `nothing can be mounted: ${bound.stderr}`)
    mounted.push(site.data)
    spawnSync('mount', ['-o', 'remount,ro,bind', site.data])
    await expectRefused(site, plan, 'read-only')
  })

  test.skipIf(!isRoot)(
    'the folder may not be written, or the owner not be kept, by another user (needs root)',
    async () => {
      const user = {uid: 65534, gid: 65534}
      const attempt = (site: Site): ApplyOutcome =>
        JSON.parse(runProcess(script, site.order('apply', null), user).output).result
      for (const [code, prepare] of [
        // Readable by all, but the folder is root's.
        ['not-permitted', (site: Site) => spawnSync('chmod', ['-R', 'a+rX', site.folder])],
        // The folder may be written by all, the file belongs to root.
        ['foreign-owner', (site: Site) => spawnSync('chmod', ['-R', 'a+rwX', site.folder])],
      ] as const) {
        const site = new Site(fixture)
        mkdirSync(site.stateDir)
        chownSync(site.stateDir, user.uid, user.gid)
        const rewrite = actionsFor(site)['rewrite-raft-db'] ?? []
        writeFileSync(site.planFile, JSON.stringify(planOf(site.data, rewrite)))
        prepare(site)
        for (let above = join(site.folder, '..'); above !== '/tmp'; above = join(above, '..')) chmodSync(above, 0o755)
        const before = site.tree()
        expectRefusal(attempt(site), code)
        expect(site.tree()).toEqual(before)
      }
    },
  )
})

describe('a run that was cut off', () => {
  test('stands in the way of another plan for the same files, until it is taken back', async () => {
    const site = new Site(fixture)
    const plan = wholePlan(site)
    writeFileSync(site.planFile, JSON.stringify(plan))
    const original = site.tree()
    const {names} = JSON.parse(runProcess(script, site.order('apply', null)).output) as {names: string[]}
    expect(await site.undo()).toMatchObject({outcome: 'undone'})
    // Right behind the second rename, that of the first step: the first is that of the backup.
    const second = names.indexOf('rename', names.indexOf('rename') + 1) + 1
    expect(runProcess(script, site.order('apply', second)).signal).toBe('SIGKILL')
    const other = planOf(site.data, actionsFor(site)['remove-file'] ?? [])
    expectRefusal(await site.apply(other), 'run-unfinished')
    expect(await site.undo()).toMatchObject({outcome: 'undone'})
    expect(site.tree()).toEqual(original)
    expect(await site.apply(other)).toMatchObject({outcome: 'applied'})
  })
})
