import {basename, dirname, join, resolve} from 'node:path'
import type {ComposeFile, ComposeService} from '../../case/case.ts'
import type {CronicleConfig, CronicleServer} from '../../case/cronicle.ts'
import {absent, notCollected, type Read, read, readValue, unreadable} from '../../case/read.ts'
import {decodeConfig} from '../../formats/cronicle/decode-config.ts'
import {isKnownSetting} from '../../formats/cronicle/known-settings.ts'
import {variablesIn} from '../../formats/cronicle/override.ts'
import {markSecret} from '../../formats/cronicle/secret-mark.ts'
import {mountOver} from '../../formats/dkron/config-places.ts'
import {layoutOf} from '../cronicle/layout.ts'
import {localFiles} from '../cronicle/local-files.ts'
import {readStorage} from '../cronicle/read-storage.ts'
import type {ServerFiles} from '../cronicle/server-files.ts'

/** Where the images install Cronicle. */
const home = '/opt/cronicle'

/** A service that runs Cronicle, with the settings and records that its mounts bring. */
export async function readCronicleService(
  service: ComposeService,
  file: ComposeFile,
  label: string,
): Promise<CronicleServer> {
  const inside = service.workingDir?.value.includes('cronicle') ? service.workingDir.value : home
  const variables = service.environment.flatMap(e => (e.value === null ? [] : [`${e.name}=${e.value}`]))
  const files = mountedFiles(service, dirname(file.file))
  const path = join(inside, 'conf/config.json')
  const config = isHidden(path, service) ? notCollected : await readConfig(files, path)
  return serverFrom(files, {label, inside, config, variables, osHostname: service.hostname?.value ?? null})
}

/** A Cronicle folder by its config.json. */
export async function readCronicleFolder(configFile: string): Promise<CronicleServer> {
  const beside = dirname(configFile)
  const folder = basename(beside) === 'conf' ? dirname(beside) : beside
  const root = resolve(folder)
  const files = localFiles(root, folder)
  const config = await readConfig(files, resolve(configFile))
  const server = await serverFrom(files, {label: configFile, inside: root, config, variables: [], osHostname: null})
  return {...server, folder: root, environment: notCollected}
}

/** Config files of this host that the services bring, absolute. */
export function configFilesOf(service: ComposeService, file: ComposeFile): readonly string[] {
  const path = hostPath(join(home, 'conf/config.json'), service, dirname(file.file))
  return path === null ? [] : [resolve(path)]
}

interface Given {
  readonly label: string
  readonly inside: string
  readonly config: Read<CronicleConfig>
  readonly variables: readonly string[]
  readonly osHostname: string | null
}

async function serverFrom(files: ServerFiles, given: Given): Promise<CronicleServer> {
  const {label, inside, config, osHostname} = given
  const environment = variablesIn(given.variables, markSecret, isKnownSetting)
  // A copy has its records beside its settings, whatever path they name.
  const layout = layoutOf(readValue(config), environment, inside, path =>
    path.startsWith(`${inside}/`) ? path : join(inside, basename(path)),
  )
  return {
    label,
    role: 'unknown',
    folder: null,
    containerId: null,
    config,
    environment: read(environment),
    osHostname: osHostname === null ? notCollected : read(osHostname),
    interfaces: notCollected,
    storage:
      layout.storage === null
        ? unreadable(`storage engine ${layout.engine}`, 'its records are no files')
        : await readStorage(files, layout.storage, layout.engine),
    logs: [],
  }
}

async function readConfig(files: ServerFiles, path: string): Promise<Read<CronicleConfig>> {
  const got = await files.text(path)
  const shown = files.shown(path)
  if ('absent' in got) return absent(shown)
  if ('problem' in got) return unreadable(shown, got.problem)
  const decoded = decodeConfig(got.text, shown, markSecret)
  return 'config' in decoded ? read(decoded.config) : unreadable(shown, decoded.reason)
}

/** Files as the service's container will see them, as far as they are folders and files of this host. */
function mountedFiles(service: ComposeService, folder: string): ServerFiles {
  const real = localFiles('/', '/')
  const shown = (path: string) => hostPath(path, service, folder) ?? path
  return {
    shown,
    text: async path => {
      const onHost = hostPath(path, service, folder)
      return onHost === null ? {absent: true} : real.text(resolve(onHost))
    },
    tail: async () => ({absent: true}),
  }
}

/** Relative to where doctor runs, like the compose file; null for what lies in the image or in a volume. */
function hostPath(path: string, service: ComposeService, folder: string): string | null {
  const mount = mountOver(path, mountsOf(service))
  if (mount?.type !== 'bind' || mount.source === null) return null
  const rest = path.slice(mount.destination.replace(/\/+$/, '').length)
  return join(mount.source.startsWith('/') ? '/' : folder, mount.source) + rest
}

/** Something lies over that path, and what it holds is not to be seen from here. */
function isHidden(path: string, service: ComposeService): boolean {
  const mount = mountOver(path, mountsOf(service))
  return mount !== null && mount.type !== 'bind'
}

function mountsOf(service: ComposeService) {
  const configs = service.configs.map(c => ({destination: c.target, type: 'bind' as const, source: c.source}))
  return [...service.mounts.map(m => ({destination: m.target, type: m.type, source: m.source})), ...configs]
}
