import type {NameOutcome, NameSource, TcpOutcome, Vantage} from '../../../case/probes.ts'
import {joinAddress} from '../../../formats/host-and-port.ts'
import type {Evidence} from '../../../report/types.ts'
import type {Dial} from './dials.ts'

/** Who asked what, and what answered: a line for each who asked. Times are left out, so that the next run says the same. */
export function quoteDials(dials: readonly Dial[]): readonly Evidence[] {
  const byAsker = new Map<string, {vantage: Vantage; said: Set<string>}>()
  for (const {asker, probe} of dials) {
    const known = byAsker.get(asker) ?? {vantage: probe.vantage, said: new Set<string>()}
    known.said.add(`TCP ${joinAddress(probe.address, probe.port)} ${describeTcp(probe.outcome)}`)
    byAsker.set(asker, known)
  }
  return [...byAsker.values()].map(({vantage, said}) => ({
    source: describeVantage(vantage),
    value: [...said].join('; '),
  }))
}

/** As the source of a quotation. */
export function describeVantage(vantage: Vantage): string {
  switch (vantage.at) {
    case 'container':
      return `asked from the network of ${vantage.name}`
    case 'host':
      return vantage.as === null ? 'asked from this host' : `asked from this host, which is "${vantage.as}"`
    case 'host-instead':
      return `asked from this host in place of ${vantage.of.join(', ')}`
  }
}

export function describeTcp(outcome: TcpOutcome): string {
  switch (outcome.result) {
    case 'open':
      return 'open'
    case 'refused':
      return 'refused'
    case 'no-answer':
      return 'no answer in time'
    case 'unreachable':
      return `no way there (${outcome.code})`
    case 'reset':
      return 'reset'
    case 'not-tried':
      return 'not tried'
  }
}

export function describeName(outcome: NameOutcome): string {
  switch (outcome.result) {
    case 'found':
      return outcome.addresses.map(a => `${a.address} (${describeSource(a.from)})`).join(', ')
    case 'name-unknown':
      return `no such name (${outcome.saidBy.map(describeSource).join(', ')})`
    case 'no-answer':
      return `no answer in time (${outcome.saidBy.map(describeSource).join(', ')})`
    case 'server-failure':
      return `could not be found out (${outcome.saidBy.map(describeSource).join(', ')})`
    case 'not-tried':
      return 'not tried'
  }
}

function describeSource(source: NameSource): string {
  switch (source.kind) {
    case 'hosts-file':
      return 'hosts file'
    case 'docker-dns':
      return "Docker's DNS"
    case 'resolver':
      return `resolver ${source.address}`
  }
}
