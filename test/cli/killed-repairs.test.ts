import {execFileSync} from 'node:child_process'
import {cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {predictStart} from '../../src/formats/raft/predict-start.ts'
import type {Plan} from '../../src/repairs/plan.ts'
import {readDataDir} from '../../src/sources/data-dir/read-data-dir.ts'
import {applyPlan} from '../../src/surgery/apply.ts'
import {realDisk} from '../../src/surgery/disk.ts'
import {takeLock} from '../../src/surgery/flock.ts'
import {type RunView, readHistory} from '../../src/surgery/history.ts'
import {hashFile} from '../../src/surgery/imprint.ts'
import {openLedger} from '../../src/surgery/ledger.ts'
import {undoRun} from '../../src/surgery/undo.ts'
import {oracle} from '../oracle-binary.ts'
import {bundleProcess, startProcess} from '../surgery/bundle-process.ts'
import {countPrelude, deathsOf, type Told} from '../surgery/deaths.ts'
import {scratch} from '../unpack.ts'
import {doctor} from './doctor.ts'
import {type RepairPlace, repairPlace} from './repair-place.ts'

interface Row {
  readonly strategy: string
  readonly name: string
  readonly args?: readonly string[]
  readonly without?: readonly string[]
  /** Dies in what is the same for all plans at every call as well. */
  readonly everyCall?: boolean
  /** The genuine libraries start what a death right behind a rename leaves. */
  readonly boots?: boolean
}

/** Every strategy with a plan that `doctor repair` itself makes, and the larger plans for several servers. */
const rows: readonly Row[] = [
  {strategy: 'pin-old-id', name: 'v4.0.9-e3a5-peersjson-malformed'},
  {strategy: 'pin-id', name: 'v4.0.9-e1-0-healthy-first-start'},
  {strategy: 'hostname', name: 'v4.0.9-e1-1-down-up-new-id-new-ip'},
  {strategy: 'give-back-address', name: 'v3.2.7-e4-4-fixed-names-new-ips'},
  {strategy: 'bootstrap-expect', name: 'v4.0.9-l85-expect-3-2-3'},
  {strategy: 'data-dir', name: 'v4.0.9-l55-no-volume'},
  {strategy: 'add-alias', name: 'v4.0.9-e1-1-down-up-new-id-new-ip', args: ['--node-name', 'dkron1']},
  {strategy: 'remove-peers-json', name: 'v2.2.2-e3a1-peersjson-panics'},
  // Without a compose file the new raft.db is the end of the plan.
  {
    strategy: 'recover-configuration',
    name: 'v4.0.9-snap-1-natural-new-id',
    without: ['compose'],
    everyCall: true,
    boots: true,
  },
  {strategy: 'recover-configuration', name: 'v4.0.9-e4-2-new-ids-new-ips'},
  {strategy: 'peers-json', name: 'v4.0.9-e4-2-new-ids-new-ips'},
  {strategy: 'reset', name: 'v3.2.7-e2a-new-id-same-ip', boots: true},
]

let script = ''
beforeAll(() => {
  script = bundleProcess('dying-process')
  oracle()
}, 600_000)
afterAll(() => rmSync(script, {force: true}))

describe('killed after each write, fsync and rename, and in the middle of each write', () => {
  test.concurrent.each(rows)(
    '$strategy on $name: old or new, history tells which, undo and a second run finish',
    async row => {
      const site = new PlannedSite(row)
      const original = site.tree()
      const before = site.states()
      site.save('start')
      const whole: Told = JSON.parse((await site.run('apply')).output)
      expect(whole.result.outcome).toBe('applied')
      const finished = shapeOf(site.tree())
      const after = site.states()
      // What comes before the first step is the same for all: each call of it in one row, a sample in the others.
      const prelude = row.everyCall ? 0 : countPrelude(whole)
      const deaths = deathsOf(whole).filter(({at}) => at > prelude || at % 5 === 0)

      for (const [i, death] of deaths.entries()) {
        const where = `${death.torn ? 'in' : 'after'} call ${death.at} (${whole.names[death.at - 1]}) of ${whole.calls}`
        site.putBack('start')
        expect((await site.run('apply', death)).signal, where).toBe('SIGKILL')

        const now = site.states()
        for (const [path, state] of now) expect([before.get(path), after.get(path)], where).toContainEqual(state)
        const view = await site.history()
        for (const step of view?.steps ?? []) {
          expect(['old', 'new', 'not-begun'], `${where}: ${step.path}`).toContain(step.state)
          const known = now.get(step.path)
          if (known) expect(known, where).toEqual((step.state === 'new' ? after : before).get(step.path))
        }
        if (view === null || view.steps.every(({state}) => state !== 'new')) {
          expect(shapeOf(site.tree()).filter(line => !line.includes('.doctor-new-'))).toEqual(shapeOf(original))
        }
        if (oracle() !== null && row.boots && whole.names[death.at - 1] === 'rename') site.startable().forEach(boot)
        site.save('dead')

        // Now and then as a person does it, by the commands; they come to the same.
        const byCommand = i % 12 === 11
        const undone = byCommand ? site.undoByCommand(view) : await site.undo()
        expect(undone, where).toBe(view === null ? 'refused' : 'undone')
        expect(site.tree(), where).toEqual(original)

        site.putBack('dead')
        const again = byCommand ? site.applyByCommand() : await site.apply()
        expect(again, where).toBe(view?.run.state === 'applied' ? 'refused' : 'applied')
        expect(shapeOf(site.tree()), where).toEqual(finished)
        expect(await site.undo(), where).toBe('undone')
        expect(site.tree(), where).toEqual(original)
      }
    },
    600_000,
  )
})

/** What stands at a path that a plan touches, and how a scheduler would come up on it. */
type State = readonly [content: string, start: string | null]

/** A captured case with its plan as the command line makes it, which can be saved and put back whole. */
class PlannedSite {
  readonly plan: Plan
  readonly #place: RepairPlace
  readonly #planFile: string
  readonly #saves = scratch()

  constructor({strategy, name, args = [], without = []}: Row) {
    this.#place = repairPlace(name, without)
    this.#planFile = join(scratch(), 'plan.json')
    const planned = this.#place.repair('--strategy', strategy, ...args, '--plan-out', this.#planFile)
    expect(planned, planned.stderr).toMatchObject({code: 0})
    this.plan = JSON.parse(readFileSync(this.#planFile, 'utf8'))
  }

  tree(): readonly string[] {
    return this.#place.tree()
  }

  get #folders(): readonly string[] {
    return [this.#place.folder, this.#place.stateDir, this.#place.backupDir]
  }

  save(name: string): void {
    for (const [i, folder] of this.#folders.entries()) replace(folder, join(this.#saves, `${name}-${i}`))
  }

  putBack(name: string): void {
    for (const [i, folder] of this.#folders.entries()) replace(join(this.#saves, `${name}-${i}`), folder)
  }

  run(act: 'apply' | 'undo', death: {at: number; torn: boolean} | null = null) {
    const {stateDir, backupDir: backupFolder} = this.#place
    const dieAfter = death?.at ?? null
    return startProcess(script, {
      act,
      planFile: this.#planFile,
      stateDir,
      backupFolder,
      dieAfter,
      torn: death?.torn ?? false,
    })
  }

  /** Every path that a step touches. */
  states(): ReadonlyMap<string, State> {
    return new Map(this.plan.steps.map(({action: {path}}) => [path, stateOf(path)]))
  }

  /** Data-dirs of the plan that have a store. */
  startable(): readonly string[] {
    return this.plan.stores.flatMap(({dataDir}) => (existsSync(join(dataDir, 'raft/raft.db')) ? [dataDir] : []))
  }

  async history(): Promise<RunView | null> {
    return (await this.#withLedger(readHistory))[0] ?? null
  }

  async undo(): Promise<string> {
    return (await this.#withLedger(ledger => undoRun({disk: realDisk, ledger, run: null, force: false}))).outcome
  }

  async apply(): Promise<string> {
    const {backupDir: backupFolder} = this.#place
    const {plan} = this
    return (await this.#withLedger(ledger => applyPlan({plan, disk: realDisk, ledger, backupFolder}))).outcome
  }

  undoByCommand(view: RunView | null): string {
    const {stateDir} = this.#place
    const told = doctor(['history', '--state-dir', stateDir])
    expect(told).toMatchObject({code: 0, stderr: ''})
    if (view?.cutOff) expect(told.stdout).toContain(`doctor undo ${view.run.id}`)
    const ran = this.#place.undo()
    expect(ran.code, ran.stdout + ran.stderr).toBe(view === null ? 4 : 0)
    return ran.code === 0 ? 'undone' : 'refused'
  }

  applyByCommand(): string {
    const {confirm} = this.plan
    const words = confirm === undefined ? [] : ['--confirm', confirm]
    const ran = doctor(['repair', '--apply', this.#planFile, '--yes', ...words, ...this.#place.own])
    return ran.code === 0 ? 'applied' : ran.code === 4 ? 'refused' : `${ran.code}: ${ran.stdout}${ran.stderr}`
  }

  async #withLedger<T>(act: (ledger: Parameters<typeof readHistory>[0]) => Promise<T>): Promise<T> {
    const opened = await openLedger(realDisk, this.#place.stateDir)
    if (!opened.ok) throw new Error(JSON.stringify(opened.refusals))
    try {
      return await act(opened.value)
    } finally {
      await opened.value.close()
    }
  }
}

function replace(from: string, to: string): void {
  rmSync(to, {recursive: true, force: true})
  execFileSync('cp', ['-a', from, to])
}

function stateOf(path: string): State {
  const stat = lstatSync(path, {throwIfNoEntry: false})
  if (stat === undefined) return ['absent', null]
  if (stat.isDirectory()) return [readdirSync(path).sort().join(), startOf(join(path, '..'))]
  if (path.endsWith('/raft.db')) {
    const lock = takeLock(path)
    expect(lock.state).toBe('held')
    if (lock.state === 'held') lock.lock.release()
  }
  return [hashFile(path).sha256, path.includes('/raft/') ? startOf(join(path, '../..')) : null]
}

/** How a scheduler would come up: as our own reader sees it. */
function startOf(dataDir: string): string {
  const {raftDb, snapshots, peersFiles} = readDataDir(dataDir, {check: true})
  if (raftDb.state === 'unreadable' || snapshots.state !== 'read') throw new Error(`${dataDir} cannot be read`)
  return JSON.stringify(predictStart(raftDb, snapshots.value, peersFiles))
}

/** The genuine libraries start a copy: the one server in its configuration is elected. */
function boot(dataDir: string): void {
  const copy = join(scratch(), 'copy')
  cpSync(dataDir, copy, {recursive: true})
  rmSync(join(copy, 'raft/peers.json'), {force: true})
  const run = (...args: string[]) => JSON.parse(execFileSync(oracle() as string, args, {encoding: 'utf8'}))
  const [server] = run('check', '-store', 'v1', copy).configuration.servers as {id: string; address: string}[]
  expect(run('boot', '-store', 'v1', '-wait', '5s', `${server?.id}=${server?.address}=${copy}`).leader).toBe(server?.id)
}

/** What a finished apply leaves: one line a thing, without the random names and without times. */
function shapeOf(tree: readonly string[]): readonly string[] {
  return tree
    .map(line => {
      const [name, mode, uid, gid, , content] = line.split(' ')
      return [name?.replace(/doctor-old-[0-9a-f]{16}/, 'doctor-old'), mode, uid, gid, content].join(' ')
    })
    .sort()
}
