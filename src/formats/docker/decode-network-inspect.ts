import type {DockerNetwork} from '../../case/case.ts'
import type {JsonObject} from '../json-shape.ts'
import {isObject, listOf, objectOf, textOf} from '../json-shape.ts'
import {readInspected} from './read-inspected.ts'

/**
 * Networks of `docker network inspect` (Name, IPAM, Containers) or `podman network inspect` (name, subnets,
 * containers). Addresses lose their prefix length, subnets keep it. Never throws.
 */
export function decodeNetworkInspect(
  text: string,
  source: string,
): {readonly networks: readonly DockerNetwork[]; readonly problems: readonly string[]} {
  const {objects, problems} = readInspected(text)
  const networks: DockerNetwork[] = []
  const found = [...problems]
  for (const object of objects) {
    const name = textOf(object.Name) ?? textOf(object.name)
    if (isObject(object.State) || isObject(object.Config))
      found.push(`${name ?? 'an entry'} is a container, not a network`)
    else if (name === null) found.push('holds an entry without a name, so it is no network')
    else networks.push(networkOf(name, object, source))
  }
  if (networks.length === 0 && found.length === 0) found.push('holds no network')
  return {networks, problems: found}
}

function networkOf(name: string, object: JsonObject, source: string): DockerNetwork {
  return {
    name,
    id: textOf(object.Id) ?? textOf(object.id) ?? '',
    driver: textOf(object.Driver) ?? textOf(object.driver) ?? '',
    subnets: subnetsOf(object),
    members: Object.entries(objectOf(object.Containers ?? object.containers)).map(([containerId, value]) => {
      const member = objectOf(value)
      return {
        containerId,
        name: textOf(member.Name) ?? textOf(member.name) ?? '',
        address: addressOf(member),
      }
    }),
    source,
  }
}

function subnetsOf(object: JsonObject): readonly string[] {
  const docker = listOf(objectOf(object.IPAM).Config).map(c => textOf(objectOf(c).Subnet))
  const podman = listOf(object.subnets).map(s => textOf(objectOf(s).subnet))
  return [...docker, ...podman].filter(s => s !== null)
}

function addressOf(member: JsonObject): string {
  const docker = textOf(member.IPv4Address)
  if (docker !== null) return withoutPrefixLength(docker)
  for (const value of Object.values(objectOf(member.interfaces))) {
    const first = textOf(objectOf(listOf(objectOf(value).subnets)[0]).ipnet)
    if (first !== null) return withoutPrefixLength(first)
  }
  return ''
}

function withoutPrefixLength(address: string): string {
  return address.replace(/\/\d+$/, '')
}
