import {Resolver} from 'node:dns/promises'
import type {FoundAddress, NameOutcome, NameSource} from '../../case/probes.ts'
import {decodeHostsFile} from '../../formats/resolver/decode-hosts-file.ts'
import {decodeResolvConf, namesToTry} from '../../formats/resolver/decode-resolv-conf.ts'
import type {NameSettings} from './question.ts'
import {whenTimeIsUp} from './when-time-is-up.ts'

/** Where Docker's embedded DNS listens in every container on a network of its own. */
const dockerDns = '127.0.0.11'

/**
 * Looks a name up as a Go program does (hosts file first, then the resolvers of resolv.conf with its search list), and
 * within `timeout` in all. Node's own `lookup` is no use here: it asks as this process does, and cannot be given up.
 */
export async function lookUpName(name: string, settings: NameSettings, timeout: number): Promise<NameOutcome> {
  const local = decodeHostsFile(settings.hosts).get(name.toLowerCase().replace(/\.$/, ''))
  if (local) return {result: 'found', addresses: local.map(address => ({address, from: {kind: 'hosts-file'}}))}
  const conf = decodeResolvConf(settings.resolvConf)
  const sources = conf.nameservers.map(sourceOf)
  // The last server's time is ours to end: then an answer that waits to be read still counts.
  const each = Math.floor(timeout / conf.nameservers.length)
  const resolver = new Resolver({timeout: conf.nameservers.length === 1 ? each * 2 : each, tries: 1})
  resolver.setServers(conf.nameservers)
  const inTime = whenTimeIsUp(timeout, () => resolver.cancel())
  const tried = await Promise.all(namesToTry(name, conf).map(full => ask(resolver, full)))
  inTime()
  const found = tried.find(t => t.addresses.length > 0)
  const from = sources[0]
  if (found && from) return {result: 'found', addresses: found.addresses.map(address => ({address, from}))}
  const failures = tried.flatMap(t => t.failures)
  const saidBy: readonly NameSource[] = [{kind: 'hosts-file'}, ...sources]
  if (failures.includes('no-answer')) return {result: 'no-answer', saidBy: sources}
  if (failures.includes('server-failure')) return {result: 'server-failure', saidBy: sources}
  return {result: 'name-unknown', saidBy}
}

function sourceOf(address: string): FoundAddress['from'] {
  return address === dockerDns ? {kind: 'docker-dns'} : {kind: 'resolver', address}
}

interface Tried {
  readonly addresses: readonly string[]
  readonly failures: readonly ('unknown' | 'no-answer' | 'server-failure')[]
}

/** Both kinds of address, sorted: resolvers turn the order round with each answer. */
async function ask(resolver: Resolver, name: string): Promise<Tried> {
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  const both = [v4, v6]
  return {
    addresses: both.flatMap(r => (r.status === 'fulfilled' ? [...r.value].sort() : [])),
    failures: both.flatMap(r => (r.status === 'rejected' ? [failureOf(r.reason)] : [])),
  }
}

function failureOf(error: unknown): Tried['failures'][number] {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? ''
  if (['ETIMEOUT', 'ECANCELLED', 'ECONNREFUSED'].includes(code)) return 'no-answer'
  if (['ESERVFAIL', 'EREFUSED', 'EFORMERR', 'ENOTIMP', 'EBADRESP'].includes(code)) return 'server-failure'
  return 'unknown'
}
