import type {Probe} from '../case/probes.ts'
import {describeName, describeTcp, describeVantage} from '../checks/no-leader/rules/quote-dials.ts'
import {joinAddress} from '../formats/host-and-port.ts'

/** One question to the network, in words that do not change from run to run. */
export interface DescribedProbe {
  /** `asked from the network of s1`. */
  readonly from: string
  /** `tcp 10.0.0.2:6868`, `name s2`. */
  readonly asked: string
  /** `stored-address of n2`, `join-name of s1`. */
  readonly why: readonly string[]
  readonly answered: string
}

export function describeProbes(probes: readonly Probe[]): readonly DescribedProbe[] {
  return probes.map(probe => ({
    from: describeVantage(probe.vantage),
    asked: probe.kind === 'name' ? `name ${probe.name}` : `${probe.kind} ${joinAddress(probe.address, probe.port)}`,
    why: probe.why.map(w => `${w.role} of ${w.of}`),
    answered: answerTo(probe),
  }))
}

function answerTo(probe: Probe): string {
  switch (probe.kind) {
    case 'name':
      return describeName(probe.outcome) + (probe.how === 'computed' ? ', worked out from networks and aliases' : '')
    case 'tcp':
      return describeTcp(probe.outcome)
    case 'udp':
      return probe.outcome.result === 'not-tried' ? 'not tried' : probe.outcome.result
  }
}
