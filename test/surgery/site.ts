import {execFileSync} from 'node:child_process'
import {cpSync, mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {FileAction, Plan} from '../../src/repairs/plan.ts'
import {measureExport} from '../../src/sources/export-state.ts'
import {applyPlan} from '../../src/surgery/apply.ts'
import type {ApplyOutcome, ApplyRequest} from '../../src/surgery/apply-request.ts'
import {realDisk} from '../../src/surgery/disk.ts'
import {type Ledger, openLedger} from '../../src/surgery/ledger.ts'
import {type UndoOutcome, type UndoRequest, undoRun} from '../../src/surgery/undo.ts'
import {scratch} from '../unpack.ts'
import {changeFor, dataDirOf, raftDbOf, treeOf, voter} from './data-dirs.ts'

/** A place with data-dirs, a compose file, a state folder and a backup folder, that can be saved and put back. */
export class Site {
  readonly folder = join(scratch(), 'site')
  readonly data = join(this.folder, 'data', 'dkron.data')
  readonly second = join(this.folder, 'data', 'second')
  readonly compose = join(this.folder, 'data', 'docker-compose.yml')
  readonly stateDir = join(this.folder, 'state')
  readonly backupFolder = join(this.folder, 'backups')
  readonly planFile = join(this.folder, 'plan.json')
  readonly #saves = scratch()

  constructor(fixture: string) {
    mkdirSync(join(this.folder, 'data'), {recursive: true})
    cpSync(dataDirOf(fixture), this.data, {recursive: true, preserveTimestamps: true})
    cpSync(dataDirOf('dkron/v4.0.9-e1-1-down-up-new-id-new-ip/dkron.data.tar.gz'), this.second, {
      recursive: true,
      preserveTimestamps: true,
    })
    writeFileSync(this.compose, 'services:\r\n  dkron: {command: agent} # the agent\r\n', {mode: 0o640})
    writeFileSync(join(this.data, 'raft', 'peers.info'), 'old\n', {mode: 0o604})
    execFileSync('find', [this.folder, '-exec', 'touch', '-h', '-d', '2024-02-03T04:05:06.123456Z', '{}', '+'])
  }

  save(name: string): void {
    rmSync(join(this.#saves, name), {recursive: true, force: true})
    execFileSync('cp', ['-a', this.folder, join(this.#saves, name)])
  }

  putBack(name: string): void {
    rmSync(this.folder, {recursive: true, force: true})
    execFileSync('cp', ['-a', join(this.#saves, name), this.folder])
  }

  tree(): readonly string[] {
    return treeOf(join(this.folder, 'data'))
  }

  async withLedger<T>(act: (ledger: Ledger) => Promise<T>): Promise<T> {
    const opened = await openLedger(realDisk, this.stateDir)
    if (!opened.ok) throw new Error(JSON.stringify(opened.refusals))
    try {
      return await act(opened.value)
    } finally {
      await opened.value.close()
    }
  }

  apply(plan: Plan, more: Partial<ApplyRequest> = {}): Promise<ApplyOutcome> {
    const {backupFolder} = this
    return this.withLedger(ledger => applyPlan({plan, disk: realDisk, ledger, backupFolder, ...more}))
  }

  undo(force = false, more: Partial<UndoRequest> = {}): Promise<UndoOutcome> {
    return this.withLedger(ledger => undoRun({disk: realDisk, ledger, run: null, force, ...more}))
  }

  order(act: 'apply' | 'undo', dieAfter: number | null, torn = false) {
    const {planFile, stateDir, backupFolder} = this
    return {act, planFile, stateDir, backupFolder, dieAfter, torn}
  }
}

/** One action of each kind, and all of them in one plan. */
export const actionsFor = (site: Site): Readonly<Record<string, readonly FileAction[]>> => {
  const rewrite = {
    kind: 'rewrite-raft-db',
    path: raftDbOf(site.data),
    change: changeFor(site.data, [voter('dkron-node-1')]),
  } as const
  const replace = {
    kind: 'write-file',
    path: site.compose,
    text: 'services:\r\n  dkron: {command: agent --node-name=a} # the agent\r\n',
    ifNew: {mode: 0o644, ownerOf: site.compose},
  } as const
  const create = {
    kind: 'write-file',
    path: join(site.data, 'raft', 'peers.json'),
    text: '[]\n',
    ifNew: {mode: 0o600, ownerOf: raftDbOf(site.data)},
  } as const
  const remove = {kind: 'remove-file', path: join(site.data, 'raft', 'peers.info')} as const
  const aside = {kind: 'move-aside', path: join(site.second, 'raft')} as const
  const saved = {
    kind: 'export-state',
    path: join(site.folder, 'data', 'second.jobs.json'),
    dataDir: site.second,
    content: 'jobs',
    release: '4.0.9',
    sha256: hashOfJobs(site.second),
    ifNew: {mode: 0o600, ownerOf: site.second},
  } as const
  return {
    'rewrite-raft-db': [rewrite],
    'write-file in place of another': [replace],
    'write-file anew': [create],
    'remove-file': [remove],
    'move-aside': [aside],
    'export-state': [saved],
    'all of them': [saved, rewrite, create, replace, remove, aside],
  }
}

function hashOfJobs(dataDir: string): string {
  const measured = measureExport(dataDir, '4.0.9')
  if ('problem' in measured) throw new Error(measured.problem)
  return measured.jobs.sha256
}
