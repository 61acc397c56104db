import {resolve} from 'node:path'
import type {ComposeService} from '../../case/case.ts'
import {decodeSettings} from '../../formats/dkron/decode-settings.ts'

/**
 * The folder on this host that a compose service gives its Dkron server for `--data-dir`: nothing for other services,
 * null for a volume, whose place only the engine knows. Relative sources start at the project's folder.
 */
export function dataFolderOf(
  service: ComposeService,
  projectFolder: string,
): readonly {readonly server: string; readonly folder: string | null}[] {
  const settings = decodeSettings({
    commandLine: [...(service.entrypoint?.value ?? []), ...(service.command?.value ?? [])],
    env: service.environment.flatMap(e => (e.value === null ? [] : [`${e.name}=${e.value}`])),
  })
  if (!settings.server) return []
  const inside = resolve('/', settings.dataDir.value)
  const covering = service.mounts
    .map(m => ({...m, target: resolve('/', m.target)}))
    .filter(m => inside === m.target || inside.startsWith(`${m.target}/`))
    .sort((a, b) => b.target.length - a.target.length)
  const [mount] = covering
  const server = `service "${service.name}"`
  if (mount?.type !== 'bind' || mount.source === null) return [{server, folder: null}]
  const folder = resolve(projectFolder, mount.source) + inside.slice(mount.target.length)
  return [{server, folder}]
}
