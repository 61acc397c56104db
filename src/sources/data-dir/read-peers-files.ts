import {readdirSync} from 'node:fs'
import {join, relative} from 'node:path'
import {decodePeersJson} from '../../formats/raft/peers-json.ts'
import type {PeersFile} from '../../formats/raft/types.ts'
import {readSmallFile} from './read-small-file.ts'

/**
 * Every peers.json below the data-dir, in the places where people put it: the Raft folder, the data-dir itself, the
 * snapshots folder. Raft looks for this very name in the Raft folder only (dkron server.go `setupRaft`).
 */
export function readPeersFiles(root: string, raftPath: string | null): PeersFile[] {
  const raftFolder = raftPath ?? join(root, 'raft')
  const folders = new Set([raftFolder, root, join(raftFolder, 'snapshots'), join(root, 'raft'), join(root, 'server')])
  return [...folders].flatMap(folder =>
    namesIn(folder)
      .filter(name => /^peers\.json$/i.test(name))
      .flatMap(name => {
        const placed = folder === raftFolder && name === 'peers.json' ? 'read-at-start' : 'never-read'
        return readPeersFile(join(folder, name), relative(root, join(folder, name)), placed)
      }),
  )
}

function readPeersFile(path: string, name: string, placed: PeersFile['placed']): PeersFile[] {
  const file = readSmallFile(path)
  if ('absent' in file) return []
  if ('bytes' in file) return [decodePeersJson(file.bytes, name, placed)]
  return [
    {file: name, placed, style: 'unparsable', servers: [], parseError: `read ${name}: ${file.problem}`, ruleErrors: []},
  ]
}

/** Nothing for a folder that is missing or may not be listed: its Raft files are then reported unreadable anyway. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
