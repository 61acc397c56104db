import type {ComposeService, Container} from '../../case/case.ts'
import {type ConfigSeeker, mountsConfig} from './config-places.ts'
import {decodeSettings} from './decode-settings.ts'
import {placeSettings} from './place-settings.ts'
import type {DkronSettings} from './types.ts'

/** The settings a container gives its Dkron. */
export function settingsOfContainer({commandLine, env, config}: Container): DkronSettings {
  return decodeSettings({commandLine, env, config: config.state === 'read' ? config.value : null})
}

/** The settings a compose service gives its Dkron, with their places. */
export function settingsOfService(service: ComposeService): DkronSettings {
  const {config} = service
  const settings = decodeSettings({...seekerOfService(service), config: config.state === 'read' ? config.value : null})
  return placeSettings(settings, service)
}

/** What decides where the Dkron of a service looks for its config file. */
export function seekerOfService(service: ComposeService): ConfigSeeker {
  return {
    commandLine: [...(service.entrypoint?.value ?? []), ...(service.command?.value ?? [])],
    env: service.environment.flatMap(e => (e.value === null ? [] : [`${e.name}=${e.value}`])),
    user: service.user?.value ?? '',
    workingDir: service.workingDir?.value ?? '',
  }
}

/** Why a file that may set what nothing else sets is not known; null when all are, or when there is none. */
export function configGap(of: Container | ComposeService): {readonly where: string; readonly reason: string} | null {
  const {config} = of
  const [unread] = 'unreadEnvFiles' in of ? (of.unreadEnvFiles ?? []) : []
  if (unread) return {where: unread.value, reason: 'this env_file cannot be read'}
  if (config.state === 'unreadable') return {where: config.where, reason: config.reason}
  if (config.state !== 'not-collected') return null
  const mounted = 'commandLine' in of ? mountsConfig(of) : mountsConfig({...seekerOfService(of), mounts: mountsIn(of)})
  return mounted ? {where: `config file of ${of.name}`, reason: 'it is mounted, and was not read'} : null
}

/** Everything a service puts into its container, by the path there. */
function mountsIn(service: ComposeService): readonly {readonly destination: string}[] {
  return [...service.mounts, ...service.configs].map(({target}) => ({destination: target}))
}
