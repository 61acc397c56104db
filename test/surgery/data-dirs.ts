import {createHash} from 'node:crypto'
import {lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync} from 'node:fs'
import {join} from 'node:path'
import {placeEntry} from '../../src/formats/raft/place-entry.ts'
import {loadableSnapshot} from '../../src/formats/raft/snapshot-order.ts'
import type {RaftServer, RaftStore} from '../../src/formats/raft/types.ts'
import type {ConfigurationChange, FileAction, Plan, PlanInput} from '../../src/repairs/plan.ts'
import {sealPlan} from '../../src/repairs/seal-plan.ts'
import {readDataDir} from '../../src/sources/data-dir/read-data-dir.ts'
import {hashFile} from '../../src/surgery/imprint.ts'
import {unpack} from '../unpack.ts'

/** Genuine data-dirs that a configuration entry can be appended to. */
export const soundDataDirs: readonly string[] = [
  'raft/tiny.tar.gz',
  'raft/restarts.tar.gz',
  'raft/snapshots.tar.gz',
  'raft/recovered.tar.gz',
  'raft/three-n2.tar.gz',
  'raft/new-time.tar.gz',
  'raft/big-entries.tar.gz',
  'raft/raft-1.1.tar.gz',
  'dkron/v2.2.2-e2d-alias-only-new-ip/dkron.data.tar.gz',
  'dkron/v3.2.7-e2a-new-id-same-ip/dkron.data.tar.gz',
  'dkron/v4.0.9-e1-1-down-up-new-id-new-ip/dkron.data.tar.gz',
  'dkron/v4.0.9-e4-2-new-ids-new-ips/d1.tar.gz',
  'dkron/v4.0.9-e4-5-lost-quorum/d1.tar.gz',
  'dkron/v4.0.9-snap-1-natural-new-id/dkron.data.tar.gz',
]

/** Unpacks a data-dir; the folder that holds `raft`. */
export function dataDirOf(fixture: string): string {
  const folder = realpathSync(unpack(fixture))
  const found = [folder, ...readdirSync(folder).map(name => join(folder, name))].find(path => {
    try {
      return readdirSync(path).includes('raft')
    } catch {
      return false
    }
  })
  if (found === undefined) throw new Error(`${fixture} has no raft folder`)
  return found
}

export const raftDbOf = (dataDir: string): string => join(dataDir, 'raft', 'raft.db')

export const voter = (id: string, address = '10.0.0.9:6868'): RaftServer => ({id, address, suffrage: 'Voter'})

export function storeIn(dataDir: string): RaftStore {
  const {raftDb} = readDataDir(dataDir, {check: true})
  if (raftDb.state !== 'read' || raftDb.value.store === null) throw new Error(`no store in ${dataDir}`)
  return raftDb.value.store
}

/** The change a plan would hold for making `servers` the configuration. */
export function changeFor(dataDir: string, servers: readonly RaftServer[]): ConfigurationChange {
  const {snapshots} = readDataDir(dataDir, {check: true})
  const meta = snapshots.state === 'read' ? loadableSnapshot(snapshots.value)?.meta : undefined
  const snapshot = meta ? {index: meta.index, term: meta.term} : null
  const place = placeEntry(storeIn(dataDir), snapshot)
  if ('problem' in place) throw new Error(place.problem)
  return {
    servers,
    snapshot: snapshot && {index: String(snapshot.index), term: String(snapshot.term)},
    index: String(place.index),
    term: String(place.term),
  }
}

export function inputOf(path: string): PlanInput {
  const isThere = lstatSync(path, {throwIfNoEntry: false}) !== undefined
  return {path, sha256: isThere ? hashFile(path).sha256 : 'absent'}
}

/** A plan with the given actions; inputs are taken as they are now. */
export function planOf(dataDir: string | null, actions: readonly FileAction[]): Plan {
  return sealPlan({
    strategy: 'test',
    title: 'A test',
    risk: 'disruptive',
    findings: [],
    stores: dataDir === null ? [] : [{dataDir, raftDb: raftDbOf(dataDir)}],
    inputs: actions.filter(({kind}) => kind !== 'move-aside').map(({path}) => inputOf(path)),
    steps: actions.map((action, i) => ({id: `step-${i + 1}`, title: action.kind, action, diff: '', undo: ''})),
    kept: [],
    lost: [],
    refusals: [],
    next: [],
  })
}

/** Everything below a folder: one line a name, with kind, mode, owner, time (whole microseconds) and content. */
export function treeOf(folder: string): readonly string[] {
  const lines: string[] = []
  const add = (path: string, name: string): void => {
    const stat = lstatSync(path, {bigint: true})
    const time = stat.mtimeNs / 1000n
    const content = stat.isFile()
      ? createHash('sha256').update(readFileSync(path)).digest('hex')
      : stat.isSymbolicLink()
        ? readlinkSync(path)
        : ''
    lines.push([name, stat.mode.toString(8), stat.uid, stat.gid, time, content].join(' '))
    if (stat.isDirectory()) for (const inner of readdirSync(path).sort()) add(join(path, inner), `${name}/${inner}`)
  }
  add(folder, '.')
  return lines
}
