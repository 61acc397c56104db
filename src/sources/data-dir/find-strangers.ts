import {readdirSync} from 'node:fs'
import {join, relative} from 'node:path'

/**
 * Things in the data-dir that are not Dkron's present store, but change how the rest is to be read: path from the
 * data-dir , then what it is. Looked for two levels deep, by name.
 */
export function findStrangers(root: string, raftPath: string | null): string[] {
  const strangers: string[] = []
  const add = (path: string, what: string) => strangers.push(`${relative(root, path)} (${what})`)
  for (const folder of new Set([root, raftPath ?? root])) {
    const entries = list(folder)
    if (entries.has('wal'))
      add(join(folder, 'wal'), 'write-ahead log store of Consul or Nomad: its log is not in raft.db')
    if (entries.has('vault.db')) add(join(folder, 'vault.db'), 'state of a Vault server')
    if (entries.has('peers.info')) add(join(folder, 'peers.info'), 'written by Consul and Nomad servers')
  }
  for (const [name, isFolder] of list(root)) {
    const inside = isFolder ? list(join(root, name)) : new Map<string, boolean>()
    const isBadger = inside.has('MANIFEST') && [...inside.keys()].some(file => file.endsWith('.vlog'))
    if (isBadger) add(join(root, name), 'Badger folder of Dkron 2.0, emptied at each start, no source of data')
  }
  return strangers
}

/** Names with whether they are folders; none for what cannot be listed, since a stranger is a hint and no finding. */
function list(folder: string): Map<string, boolean> {
  try {
    return new Map(readdirSync(folder, {withFileTypes: true}).map(entry => [entry.name, entry.isDirectory()]))
  } catch {
    return new Map()
  }
}
