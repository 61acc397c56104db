import type {NameProbe, Probe, TcpProbe} from '../../../case/probes.ts'
import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import {decodeJoinTarget} from '../../../formats/dkron/decode-join-target.ts'
import {joinAddress} from '../../../formats/host-and-port.ts'
import type {Evidence} from '../../../report/types.ts'
import {describeName, describeTcp, describeVantage} from './quote-dials.ts'

/** One address that a server is told to join, and what became of it. */
export interface JoinAttempt {
  /** Name or IP address, as it is told. */
  readonly target: string
  /** `unknown`: it was not tried, or not to an end. */
  readonly state: 'open' | 'closed' | 'unresolved' | 'unknown'
  /** What became of it: `no such name (Docker's DNS)`, `10.0.0.2:8946 refused`. */
  readonly said: string
}

export interface JoinAttempts {
  /** Tried from the server's own network; else names were worked out and addresses tried from this host. */
  readonly firsthand: boolean
  /** Every --retry-join address; none when nothing was tried. */
  readonly each: readonly JoinAttempt[]
}

export function joinAttempts(server: Server, facts: Facts): JoinAttempts {
  const all = joinProbes(server, facts)
  const inside = all.filter(p => p.vantage.at === 'container')
  const firsthand = inside.length > 0
  const probes = firsthand ? inside : all
  const texts = probes.length === 0 ? [] : (readValue(server.settings)?.retryJoin ?? [])
  return {firsthand, each: texts.map(text => attemptOf(decodeJoinTarget(text, 1)?.host ?? text, probes))}
}

function attemptOf(target: string, probes: readonly Probe[]): JoinAttempt {
  const name = probes.find((p): p is NameProbe => p.kind === 'name' && p.name === target)
  if (name && name.outcome.result !== 'found') {
    const state = name.outcome.result === 'not-tried' ? 'unknown' : 'unresolved'
    return {target, state, said: describeName(name.outcome)}
  }
  const dials = probes.filter((p): p is TcpProbe => p.kind === 'tcp' && (p.name ?? p.address) === target)
  const said = dials.map(describeDial).join(', ')
  if (dials.some(d => d.outcome.result === 'open')) return {target, state: 'open', said}
  const untried = dials.length === 0 || dials.some(d => d.outcome.result === 'not-tried')
  return {target, state: untried ? 'unknown' : 'closed', said: said || 'not tried'}
}

const describeDial = (p: TcpProbe) => `${joinAddress(p.address, p.port)} ${describeTcp(p.outcome)}`

/** What was asked about a server's join addresses, from wherever: a line for each who asked. */
export function quoteJoinProbes(server: Server, facts: Facts): readonly Evidence[] {
  const bySource = new Map<string, string[]>()
  for (const probe of joinProbes(server, facts)) {
    const source = describeVantage(probe.vantage)
    bySource.set(source, [...(bySource.get(source) ?? []), ...describeProbe(probe)])
  }
  return [...bySource].map(([source, said]) => ({source, value: [...new Set(said)].join('; ')}))
}

/** Silence to a datagram says nothing, so it is not told. */
function describeProbe(probe: Probe): readonly string[] {
  switch (probe.kind) {
    case 'name': {
      const computed = probe.how === 'computed' ? ' by its networks and aliases' : ''
      return [`name "${probe.name}"${computed}: ${describeName(probe.outcome)}`]
    }
    case 'tcp':
      return [`TCP ${describeDial(probe)}`]
    case 'udp':
      return probe.outcome.result === 'refused' ? [`UDP ${joinAddress(probe.address, probe.port)} refused`] : []
  }
}

function joinProbes(server: Server, facts: Facts): readonly Probe[] {
  return facts.cluster.probes.filter(p => p.why.some(w => w.role === 'join-name' && w.of === server.label))
}
