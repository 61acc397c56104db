import type {Container, Mount} from '../../case/case.ts'
import type {CronicleServer} from '../../case/cronicle.ts'
import {readValue} from '../../case/read.ts'
import {realPath} from '../docker/locate-mount.ts'

/** Whether a path of the host that a container mounts is the data of a server's folder, or holds it. */
export function holdsData(source: string, folder: string): boolean {
  return isWithin(`${folder}/data`, realPath(source))
}

/**
 * A folder and the container that keeps its data there are one server: files that are mounted are read, and edited, on
 * the host, and what else it is comes from the container. Further containers with the same data are its former ones.
 *
 * @param folders servers by their folders on this host
 * @param live servers as their containers show them
 */
export function joinContainers(
  folders: readonly CronicleServer[],
  live: readonly CronicleServer[],
  containers: readonly Container[],
): readonly CronicleServer[] {
  const taken = new Set<CronicleServer>()
  const joined = folders.map(server => {
    const same = live.flatMap(inside => {
      const container = containers.find(c => c.id === inside.containerId)
      return container && keepsDataIn(server, inside, container) ? [{inside, container}] : []
    })
    for (const {inside} of same) taken.add(inside)
    const own = same.find(s => s.container.running) ?? same[0]
    return own ? joinOne(server, own.inside, own.container) : server
  })
  return [...joined, ...live.filter(s => !taken.has(s))]
}

/** The data of the folder lies in the container where its settings say that the records are. */
function keepsDataIn({folder}: CronicleServer, inside: CronicleServer, {name, mounts}: Container): boolean {
  const records = readValue(inside.storage)?.baseDir
  if (folder === null || records === undefined) return false
  const data = `${folder}/data`
  const shown = ({source, destination}: Mount) => `${name}:${destination}${data.slice(realPath(source).length)}`
  return mounts.some(m => holdsData(m.source, folder) && shown(m) === records)
}

function joinOne(server: CronicleServer, inside: CronicleServer, {mounts}: Container): CronicleServer {
  const isMounted = (path: string) => mounts.some(m => isWithin(`${server.folder}/${path}`, realPath(m.source)))
  const sees = isMounted('conf/config.json') || isMounted('config.json')
  return {
    ...server,
    containerId: inside.containerId,
    environment: inside.environment,
    osHostname: inside.osHostname,
    interfaces: inside.interfaces,
    config: sees ? server.config : inside.config,
    storage: server.storage.state === 'read' ? server.storage : inside.storage,
    logs: isMounted('logs') ? [...server.logs, ...inside.logs.filter(log => log.kind === 'console')] : inside.logs,
  }
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)
