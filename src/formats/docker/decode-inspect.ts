import type {Container, ContainerNetwork, Mount} from '../../case/case.ts'
import type {JsonObject} from '../json-shape.ts'
import {isObject, listOf, numberOf, objectOf, textOf, textsOf} from '../json-shape.ts'
import {readInspected} from './read-inspected.ts'

export {decodeNetworkInspect} from './decode-network-inspect.ts'

/**
 * Containers of `docker inspect` or `podman inspect` output: an array, one object, or one object a line.
 * Fields that are missing get their empty value; what is no container becomes a problem. Never throws.
 *
 * @param source where the text was read, kept in each container
 */
export function decodeInspect(
  text: string,
  source: string,
): {readonly containers: readonly Container[]; readonly problems: readonly string[]} {
  const {objects, problems} = readInspected(text)
  const containers: Container[] = []
  const found = [...problems]
  for (const object of objects) {
    const reason = notAContainer(object)
    if (reason === null) containers.push(containerOf(object, source))
    else found.push(reason)
  }
  if (containers.length === 0 && found.length === 0) found.push('holds no container')
  return {containers, problems: found}
}

function notAContainer(object: JsonObject): string | null {
  const name = textOf(object.Name) ?? textOf(object.name) ?? 'an entry'
  if (isObject(object.State) || isObject(object.Config)) {
    return 'RepoTags' in object ? `${name} is an image, not a container` : null
  }
  if ('IPAM' in object || 'subnets' in object) return `${name} is a network, not a container`
  if ('Mountpoint' in object) return `${name} is a volume, not a container`
  return `${name} has neither State nor Config, so it is no container`
}

function containerOf(object: JsonObject, source: string): Container {
  const config = objectOf(object.Config)
  const host = objectOf(object.HostConfig)
  const state = objectOf(object.State)
  const labels = objectOf(config.Labels)
  const networkMode = textOf(host.NetworkMode) ?? ''
  return {
    id: textOf(object.Id) ?? textOf(object.ID) ?? '',
    name: (textOf(object.Name) ?? '').replace(/^\//, ''),
    created: textOf(object.Created) ?? '',
    // Podman keeps the reference in ImageName and writes Config.Image too; Docker's Image is the content's digest.
    image: textOf(config.Image) ?? textOf(object.ImageName) ?? textOf(object.Image) ?? '',
    hostname: textOf(config.Hostname) ?? '',
    domainname: textOf(config.Domainname) ?? '',
    commandLine: commandLineOf(object, config),
    env: textsOf(config.Env),
    user: textOf(config.User) ?? '',
    workingDir: textOf(config.WorkingDir) ?? '',
    status: textOf(state.Status) ?? '',
    running: typeof state.Running === 'boolean' ? state.Running : state.Status === 'running',
    pid: pidOf(state.Pid),
    restarts: numberOf(object.RestartCount) ?? 0,
    exitCode: numberOf(state.ExitCode) ?? 0,
    oomKilled: state.OOMKilled === true,
    startedAt: instantOf(state.StartedAt),
    restartPolicy: textOf(objectOf(host.RestartPolicy).Name) ?? '',
    networkMode,
    mounts: mountsOf(object, host),
    networks: networksOf(objectOf(object.NetworkSettings), networkMode),
    publishedPorts: publishedPortsOf(objectOf(objectOf(object.NetworkSettings).Ports)),
    config: {state: 'not-collected'},
    compose: composeOf(labels),
    source,
  }
}

/** The engine writes 0 for a container without a process. */
function pidOf(value: unknown): number | null {
  const pid = numberOf(value)
  return pid !== null && Number.isSafeInteger(pid) && pid > 0 ? pid : null
}

/** Path and Args are what was executed; a container that was only created by an old engine may lack them. */
function commandLineOf(object: JsonObject, config: JsonObject): readonly string[] {
  const path = textOf(object.Path)
  if (path !== null) return [path, ...textsOf(object.Args)]
  // Podman before 5 writes the entrypoint as one string.
  const entrypoint = textOf(config.Entrypoint)
  return [...(entrypoint === null ? textsOf(config.Entrypoint) : [entrypoint]), ...textsOf(config.Cmd)]
}

/** Go's zero time stands for "never". */
function instantOf(value: unknown): string | null {
  const text = textOf(value)
  return text === null || text.startsWith('0001-01-01') ? null : text
}

function mountsOf(object: JsonObject, host: JsonObject): readonly Mount[] {
  const mounts = listOf(object.Mounts).map(entry => {
    const mount = objectOf(entry)
    const type = textOf(mount.Type) ?? 'bind'
    return {
      type,
      source: textOf(mount.Source) ?? '',
      destination: textOf(mount.Destination) ?? textOf(mount.Target) ?? '',
      volume: type === 'volume' ? textOf(mount.Name) : null,
      writable: mount.RW !== false,
    }
  })
  // A tmpfs given by --tmpfs is listed here only.
  const tmpfs = Object.entries(objectOf(host.Tmpfs)).map(([destination, options]) => ({
    type: 'tmpfs',
    source: '',
    destination,
    volume: null,
    writable: !String(options).split(',').includes('ro'),
  }))
  return [...mounts, ...tmpfs.filter(t => !mounts.some(m => m.destination === t.destination))]
}

function networksOf(settings: JsonObject, networkMode: string): readonly ContainerNetwork[] {
  const networks = Object.entries(objectOf(settings.Networks)).map(([network, value]) => {
    const endpoint = objectOf(value)
    const wanted = objectOf(endpoint.IPAMConfig)
    return {
      network,
      address: textOf(endpoint.IPAddress),
      address6: textOf(endpoint.GlobalIPv6Address),
      aliases: textsOf(endpoint.Aliases),
      fixedAddress: textOf(wanted.IPv4Address),
    }
  })
  // Podman without a named network gives the address only at the top.
  const alone = textOf(settings.IPAddress)
  if (networks.length > 0 || alone === null) return networks
  const network = networkMode === '' ? 'default' : networkMode
  return [{network, address: alone, address6: textOf(settings.GlobalIPv6Address), aliases: [], fixedAddress: null}]
}

/** `{"8080/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}`; UDP is of no use here. */
function publishedPortsOf(ports: JsonObject): Container['publishedPorts'] {
  return Object.entries(ports).flatMap(([key, bindings]) => {
    const port = /^(\d+)\/tcp$/.exec(key)?.[1]
    if (port === undefined) return []
    return listOf(bindings).map(binding => ({
      port: Number(port),
      host: textOf(objectOf(binding).HostIp) ?? '',
      hostPort: Number(textOf(objectOf(binding).HostPort) ?? '0'),
    }))
  })
}

/** Labels of docker compose (all versions) and podman-compose. */
function composeOf(labels: JsonObject): Container['compose'] {
  const label = (key: string) => textOf(labels[`com.docker.compose.${key}`])
  const project = label('project') ?? textOf(labels['io.podman.compose.project'])
  const service = label('service')
  if (project === null || service === null) return null
  const number = Number(label('container-number') ?? '1')
  return {
    project,
    service,
    number: Number.isSafeInteger(number) ? number : 1,
    files: (label('project.config_files') ?? '').split(',').filter(f => f !== ''),
    workingDir: label('project.working_dir') ?? '',
  }
}
