import type {ComposeFile, ComposeService, Container, DataDir} from '../case/case.ts'
import type {DockerVolume} from '../case/docker-volume.ts'
import {settingsOfService} from '../formats/dkron/settings-of.ts'

/** The service that made this container (by its label), else the one that mounts this data-dir, else the only Dkron server. */
export function serviceOf(
  files: readonly ComposeFile[],
  container: Container | null,
  dataDir: DataDir | null,
  volume: DockerVolume | null,
): {readonly file: ComposeFile; readonly service: ComposeService} | null {
  const all = files.flatMap(file => file.services.map(service => ({file, service})))
  if (container !== null) {
    const label = container.compose
    if (label === null) return null
    return all.find(s => s.service.name === label.service && sameProject(s.file, container)) ?? null
  }
  if (dataDir === null) return null
  const mounting = all.filter(
    s => mountsDataDir(s.service, s.file, dataDir) || (volume !== null && mountsVolume(s.service, s.file, volume)),
  )
  if (mounting.length === 1 && mounting[0]) return mounting[0]
  const servers = all.filter(s => settingsOfService(s.service).server)
  return servers.length === 1 && servers[0] ? servers[0] : null
}

/** A saved compose file has no project label; only a named project that differs rules it out. */
function sameProject(file: ComposeFile, container: Container): boolean {
  return file.projectName === null || file.projectName === container.compose?.project
}

function mountsDataDir(service: ComposeService, file: ComposeFile, dataDir: DataDir): boolean {
  const inside = settingsOfService(service).dataDir.value
  const base = file.file.includes('/') ? file.file.slice(0, file.file.lastIndexOf('/')) : '.'
  return service.mounts.some(m => {
    if (m.type !== 'bind' || m.source === null || !covers(m.target, inside)) return false
    const source = m.source.startsWith('/') ? m.source : `${base}/${m.source.replace(/^\.\//, '')}`
    return source === dataDir.realPath || source === dataDir.path || lastPart(m.source) === lastPart(dataDir.realPath)
  })
}

/** By compose's label, else by the name it would give the volume. */
function mountsVolume(service: ComposeService, file: ComposeFile, volume: DockerVolume): boolean {
  const inside = settingsOfService(service).dataDir.value
  return service.mounts.some(m => {
    if (m.type !== 'volume' || m.source === null || !covers(m.target, inside)) return false
    const defined = file.volumes.find(v => v.name === m.source)
    const name = defined?.realName ?? (defined?.external ? m.source : null)
    if (name !== null) return name === volume.name
    const ofProject = file.projectName === null || file.projectName === volume.compose?.project
    return volume.compose === null
      ? volume.name.endsWith(`_${m.source}`)
      : volume.compose.volume === m.source && ofProject
  })
}

function covers(target: string, path: string): boolean {
  const t = target.replace(/\/+$/, '')
  return path === t || path.startsWith(`${t}/`) || `/${path.replace(/^\.?\//, '')}` === t
}

function lastPart(path: string): string {
  return path.replace(/\/+$/, '').split('/').pop() ?? ''
}
