import type {Container, DockerNetwork} from '../../case/case.ts'

/** Networks on which the engine answers for no names; their containers ask the host's resolvers. */
const withoutNames = ['bridge', 'host', 'none', 'podman']

/**
 * What Docker's embedded DNS would answer a container that asks for a name: addresses of running containers that share
 * a network of their own with it, by container name, alias (compose's service names are such) or short ID. An empty
 * list: nobody on its networks has the name, so it would ask the resolvers behind it. Null: not every container on
 * those networks was inspected, or it has no such network, so it does not follow.
 */
export function computeEmbeddedDns(
  name: string,
  asker: Container,
  containers: readonly Container[],
  networks: readonly DockerNetwork[],
): readonly string[] | null {
  const wanted = name.toLowerCase().replace(/\.$/, '')
  const named = asker.networks.filter(n => !withoutNames.includes(n.network))
  if (named.length === 0) return null
  const addresses = containers
    .filter(c => c.running)
    .flatMap(c => c.networks.filter(n => named.some(o => o.network === n.network) && answersTo(c, n.aliases, wanted)))
    .flatMap(n => [n.address, n.address6].filter(a => a !== null))
  if (addresses.length > 0) return [...new Set(addresses)].sort()
  const known = named.every(({network}) => {
    const inspected = networks.find(n => n.name === network)
    return inspected?.members.every(m => containers.some(c => c.id === m.containerId)) ?? false
  })
  return known ? [] : null
}

function answersTo(container: Container, aliases: readonly string[], wanted: string): boolean {
  return [container.name, container.id.slice(0, 12), ...aliases].some(n => n.toLowerCase() === wanted)
}
