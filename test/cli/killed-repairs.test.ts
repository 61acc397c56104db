import {execFileSync} from 'node:child_process'
import {cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {predictStart} from '../../src/formats/raft/predict-start.ts'
import type {Plan} from '../../src/repairs/plan.ts'
import {partsOf} from '../../src/repairs/plan-steps.ts'
import {readDataDir} from '../../src/sources/data-dir/read-data-dir.ts'
import {applyPlan} from '../../src/surgery/apply.ts'
import {realDisk} from '../../src/surgery/disk.ts'
import {takeLock} from '../../src/surgery/flock.ts'
import {type RunView, readHistory} from '../../src/surgery/history.ts'
import {hashFile} from '../../src/surgery/imprint.ts'
import {openLedger} from '../../src/surgery/ledger.ts'
import {undoRun} from '../../src/surgery/undo.ts'
import {oracle} from '../oracle-binary.ts'
import {bundleProcess, runProcess, type Stop, stopAtCalls} from '../surgery/bundle-process.ts'
import {scratch} from '../unpack.ts'
import {doctor} from './doctor.ts'
import {type RepairPlace, repairPlace} from './repair-place.ts'

interface Row {
  readonly strategy: string
  readonly name: string
  readonly args?: readonly string[]
  readonly without?: readonly string[]
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
  {strategy: 'recover-configuration', name: 'v2.2.2-e2d-alias-only-new-ip', without: ['compose'], boots: true},
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
  test.each(rows)(
    '$strategy on $name: old or new, history tells which, undo and a second run finish',
    async row => {
      const site = new PlannedSite(row)
      const original = site.tree()
      const before = site.states()
      site.save('start')
      const stops: Stop[] = []
      const whole: Told = await site.stopAtCalls(stop => {
        stops.push(stop)
        site.save(nameOf(stop))
      })
      expect(whole.result.outcome).toBe('applied')
      expect(stops.length).toBeGreaterThan(whole.calls)
      const finished = shapeOf(site.tree())
      const after = site.states()

      for (const [i, stop] of stops.entries()) {
        const name = whole.names[stop.at - 1] ?? ''
        const where = `${stop.torn ? 'in' : 'after'} call ${stop.at} (${name}) of ${whole.calls}`
        site.putBack(nameOf(stop))
        const now = site.states()
        for (const [path, state] of now) expect([before.get(path), after.get(path)], where).toContainEqual(state)
        const view = await site.history()
        for (const step of view?.steps ?? []) {
          expect(['old', 'new', 'not-begun'], `${where}: ${step.path}`).toContain(step.state)
          expect(now.get(step.path), where).toEqual((step.state === 'new' ? after : before).get(step.path))
        }
        if (!view?.steps.some(({state}) => state === 'new')) {
          const tree = shapeOf(site.tree()).filter(line => !line.includes('.doctor-new-'))
          expect(tree, where).toEqual(shapeOf(original))
        }
        if (oracle() !== null && row.boots && name === 'rename') site.startable().forEach(boot)

        // Now and then as a person does it, by the commands; they come to the same.
        const byCommand = i % 16 === 15
        const undone = byCommand ? site.undoByCommand(view) : await site.undo()
        expect(undone, where).toBe(view === null ? 'refused' : 'undone')
        expect(site.tree(), where).toEqual(original)

        site.putBack(nameOf(stop))
        const again = byCommand ? site.applyByCommand() : await site.apply()
        expect(again, where).toBe(view?.run.state === 'applied' ? 'refused' : 'applied')
        expect(shapeOf(site.tree()), where).toEqual(finished)
        expect(await site.undo(), where).toBe('undone')
        expect(site.tree(), where).toEqual(original)
      }

      // A real kill, right behind the last rename, leaves what the stop there has shown.
      const last = {at: whole.names.lastIndexOf('rename') + 1, torn: false}
      site.putBack(nameOf(last))
      const stopped = shapeOf(site.tree())
      site.putBack('start')
      expect(site.kill(last.at)).toBe('SIGKILL')
      expect(shapeOf(site.tree())).toEqual(stopped)
      site.forget()
    },
    600_000,
  )
})

const nameOf = ({at, torn}: Stop): string => `${at}${torn ? '-torn' : ''}`

interface Told {
  readonly calls: number
  /** Name of each call that changed a disk, in order. */
  readonly names: readonly string[]
  readonly result: {readonly outcome: string}
}

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
    mkdirSync(join(this.#saves, name))
    execFileSync('cp', ['-a', ...this.#folders, join(this.#saves, name)])
  }

  putBack(name: string): void {
    for (const folder of this.#folders) rmSync(folder, {recursive: true})
    const saved = this.#folders.map(folder => join(this.#saves, name, basename(folder)))
    execFileSync('cp', ['-a', ...saved, dirname(this.#place.folder)])
  }

  forget(): void {
    rmSync(this.#saves, {recursive: true})
  }

  get #order() {
    const {stateDir, backupDir: backupFolder} = this.#place
    return {act: 'apply', planFile: this.#planFile, stateDir, backupFolder, torn: false}
  }

  async stopAtCalls(atStop: (stop: Stop) => void): Promise<Told> {
    return JSON.parse(await stopAtCalls(script, this.#order, atStop))
  }

  /** The signal that has ended it. */
  kill(dieAfter: number): string | null {
    return runProcess(script, {...this.#order, dieAfter}).signal
  }

  /** Every path that a step touches. */
  states(): ReadonlyMap<string, State> {
    return new Map(partsOf(this.plan).files.map(({action: {path}}) => [path, stateOf(path)]))
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
