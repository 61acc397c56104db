import type {DataDir} from '../../case/case.ts'
import {readValue} from '../../case/read.ts'
import {ToolError} from '../../errors.ts'
import type {Damage} from '../../formats/bolt/types.ts'
import type {SnapshotChoice} from './choose-snapshot.ts'

const restoreCopy = 'If there is a copy of the data-dir (backup, file system snapshot, another server), use that one.'

/** The error for a data-dir of which not a single entry or snapshot could be read. */
export function nothingRead(dataDir: DataDir, choice: SnapshotChoice, damage: readonly Damage[]): ToolError {
  const inspect = `doctor inspect ${dataDir.path}`
  const unreadable = whyUnreadable(dataDir, choice, damage)
  if (unreadable !== null) {
    const message = `nothing of the jobs in ${dataDir.path} can be read: ${unreadable}`
    return new ToolError('STORE_UNREADABLE', message, {next: [restoreCopy, `For the details: ${inspect}`]})
  }
  const store = readValue(dataDir.raftDb)?.store ?? null
  if (store === null) {
    const message = `${dataDir.path} holds no state of Raft: there is no raft.db and no snapshot below it`
    return new ToolError('NO_RAFT_STATE', message, {next: ['Give the folder that --data-dir names.']})
  }
  if ((store.stable.currentTerm ?? 0n) === 0n) {
    const message = `${dataDir.path} has never held a job: its log is empty and there was never an election`
    return new ToolError('NO_RAFT_STATE', message, {next: [`To see why: doctor no-leader ${dataDir.path}`]})
  }
  const message = `the jobs in ${dataDir.path} are gone: its log is empty and there is no snapshot, though there was a leader once`
  return new ToolError('NO_RAFT_STATE', message, {next: [restoreCopy, `For the details: ${inspect}`]})
}

function whyUnreadable(dataDir: DataDir, choice: SnapshotChoice, damage: readonly Damage[]): string | null {
  const {raftDb, snapshots} = dataDir
  const refused = choice.passedOver[0]
  if (refused !== undefined) return `snapshot ${refused.folder}: ${refused.reason}`
  if (raftDb.state === 'unreadable') return `${raftDb.where}: ${raftDb.reason}`
  if (snapshots.state === 'unreadable') return `${snapshots.where}: ${snapshots.reason}`
  const file = readValue(raftDb)
  if (file !== null && file.store === null) return `${file.file}: ${file.damage[0]?.message ?? 'no usable meta page'}`
  return damage.find(found => found.severity === 'error')?.message ?? null
}
