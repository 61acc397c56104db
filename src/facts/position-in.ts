import type {DataDir} from '../case/case.ts'
import type {Read} from '../case/read.ts'
import {absent, read, readValue} from '../case/read.ts'
import type {Position} from './types.ts'

/** How far a data-dir reaches: its last log entry, or the newest snapshot that loads where the log ends before it. */
export function positionIn(dataDir: DataDir): Read<Position> {
  const file = readValue(dataDir.raftDb)
  const newest = (readValue(dataDir.snapshots) ?? []).find(s => s.problem === null && s.meta !== null)?.meta ?? null
  if (file === null && newest === null) {
    return dataDir.raftDb.state === 'unreadable' ? dataDir.raftDb : absent(`${dataDir.path}: no Raft state`)
  }
  const log = file?.store?.log
  const currentTerm = file?.store?.stable.currentTerm ?? null
  if (log && log.count > 0 && (newest === null || log.last >= newest.index)) {
    return read({lastTerm: log.lastTerm, lastIndex: log.last, currentTerm})
  }
  return read({lastTerm: newest?.term ?? 0n, lastIndex: newest?.index ?? 0n, currentTerm})
}
