import type {TcpProbe, Vantage} from '../../../case/probes.ts'
import type {Facts} from '../../../facts/types.ts'
import {splitAddress} from '../../../formats/host-and-port.ts'
import {serverIdOf} from './server-id.ts'

/**
 * A connection that a server itself would have made the same way: tried from its container's own network, or from the
 * host that is that server. What this host can or cannot reach in place of a container proves nothing for it.
 */
export interface Dial {
  /** Label of who asked, as findings call it. */
  readonly asker: string
  /** Server ID of who asked; null when it is not known. */
  readonly askerId: string | null
  readonly probe: TcpProbe
}

/** Every dial of a `host:port`, in the order they were tried. */
export function dialsTo(address: string, facts: Facts): readonly Dial[] {
  const {host, port} = splitAddress(address)
  return allDials(facts).filter(({probe}) => probe.port === port && (probe.address === host || probe.name === host))
}

function allDials(facts: Facts): readonly Dial[] {
  return facts.cluster.probes.flatMap(probe => {
    if (probe.kind !== 'tcp' || probe.outcome.result === 'not-tried') return []
    const asker = askerAt(probe.vantage, facts)
    return asker === null ? [] : [{...asker, probe}]
  })
}

export const isOpen = ({probe}: Dial): boolean => probe.outcome.result === 'open'

/**
 * Whether somebody other than that server got through to an address: `answers`, or `silent` when it was tried and
 * nobody did. Null when nobody tried. Who dials itself passes no firewall, so that says nothing for others.
 */
export function reachFor(id: string, address: string, facts: Facts): 'answers' | 'silent' | null {
  const others = dialsTo(address, facts).filter(d => d.askerId !== id)
  if (others.length === 0) return null
  return others.some(isOpen) ? 'answers' : 'silent'
}

/** Who asks from there as a server; null for this host in place of a container. */
function askerAt(vantage: Vantage, facts: Facts): Omit<Dial, 'probe'> | null {
  switch (vantage.at) {
    case 'container': {
      const server = facts.servers.find(s => s.label === vantage.name)
      return {asker: vantage.name, askerId: server ? serverIdOf(server) : null}
    }
    case 'host':
      return vantage.as === null ? null : {asker: 'this host', askerId: vantage.as}
    case 'host-instead':
      return null
  }
}
