import {join, relative} from 'node:path'
import type {DataDir} from '../../case/case.ts'
import {readValue} from '../../case/read.ts'
import {createDamageLog} from '../../formats/bolt/damage-log.ts'
import type {Damage} from '../../formats/bolt/types.ts'
import {Replay, type ReplayOptions, type ReplayReport} from '../../formats/dkron/replay.ts'
import type {DkronState} from '../../formats/dkron/state.ts'
import {readEntries} from '../../formats/raft/read-entries.ts'
import {readRaftDb} from '../data-dir/read-raft-db.ts'

export interface LogReplay {
  readonly state: DkronState
  readonly report: ReplayReport
  readonly damage: readonly Damage[]
}

const lastIndex = 2n ** 64n - 1n
const entriesBetweenProgress = 1000n

/**
 * Applies the entries from `options.first` on to the state that `start` makes, in one consistent reading of raft.db;
 * `start` is called anew for each attempt. Nothing is applied when raft.db holds no store.
 * @throws ToolError STORE_BUSY when a running scheduler writes faster than the file can be read.
 */
export function replayLog(
  dataDir: DataDir,
  start: () => DkronState,
  options: ReplayOptions,
  onProgress?: (doneBytes: number, totalBytes: number, what: string) => void,
): LogReplay {
  let state = start()
  let replay = new Replay(state, options)
  let damage: readonly Damage[] = []
  const file = readValue(dataDir.raftDb)
  if (dataDir.raftPath === null || file?.store == null) return {state, report: replay.report(), damage}
  const {store, size} = file
  const path = join(dataDir.raftPath, 'raft.db')
  const name = relative(dataDir.realPath, path)
  const noteProgress = (index: bigint): void => {
    if (onProgress === undefined || index % entriesBetweenProgress !== 0n || store.log.last === 0n) return
    onProgress((size * Number((index * 100n) / store.log.last)) / 100, size, name)
  }
  readRaftDb(path, name, {
    check: false,
    readStore: bolt => {
      state = start()
      replay = new Replay(state, options)
      const log = createDamageLog()
      readEntries(
        bolt,
        options.first,
        lastIndex,
        entry => {
          replay.add(entry)
          noteProgress(entry.index)
        },
        found => log.add(found),
      )
      damage = log.list()
      return {...store, damage}
    },
  })
  return {state, report: replay.report(), damage}
}
