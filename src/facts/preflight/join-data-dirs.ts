import {posix} from 'node:path'
import type {ComposeFile, DataDir} from '../../case/case.ts'
import type {PlannedServer} from './types.ts'

/**
 * Which data-dir waits for which service: the folder that it mounts, else the folder of its volume on a Docker host,
 * else the only one left for the only one left.
 */
export function joinDataDirs(
  servers: readonly PlannedServer[],
  dataDirs: readonly DataDir[],
): ReadonlyMap<PlannedServer, DataDir> {
  const joined = new Map<PlannedServer, DataDir>()
  for (const server of servers) {
    const dataDir = dataDirs.find(d => isSourceOf(server, d))
    if (dataDir) joined.set(server, dataDir)
  }
  const left = servers.filter(s => !joined.has(s) && s.data.kind === 'kept')
  const free = dataDirs.filter(d => ![...joined.values()].includes(d))
  const [server, dataDir] = [left[0], free[0]]
  if (left.length === 1 && free.length === 1 && server && dataDir) joined.set(server, dataDir)
  return joined
}

function isSourceOf({data, file}: PlannedServer, dataDir: DataDir): boolean {
  if (data.kind !== 'kept') return false
  const volume = /^volume ([^/]+)(.*)$/.exec(data.source)
  if (volume === null) {
    const folder = data.source.replace(/\/$/, '')
    return folder === posix.normalize(dataDir.path).replace(/\/$/, '') || folder === dataDir.realPath
  }
  const [, name = '', rest = ''] = volume
  const [, real, inside = ''] = /\/volumes\/([^/]+)\/_data(.*)$/.exec(dataDir.realPath) ?? []
  return real !== undefined && inside === rest && isVolume(real, name, file)
}

/** A file of the present folder does not show the folder's name, so any project's volume of that key will do. */
function isVolume(real: string, key: string, {projectName, file}: ComposeFile): boolean {
  if (real === key) return true
  const folder = posix.basename(posix.dirname(file))
  const project = projectName ?? folder.toLowerCase().replace(/[^-_a-z0-9]/g, '')
  return project === '' ? real.endsWith(`_${key}`) : real === `${project}_${key}`
}
