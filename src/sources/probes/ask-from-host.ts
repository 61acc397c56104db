import {isIP} from 'node:net'
import type {Case} from '../../case/case.ts'
import type {NameProbe, NotTried, Probe, Vantage} from '../../case/probes.ts'
import {computeEmbeddedDns} from '../../formats/docker/compute-embedded-dns.ts'
import {answerQuestions} from './answer-questions.ts'
import type {FailedErrand} from './ask-network.ts'
import type {NoEntry} from './asker.ts'
import {limits} from './limits.ts'
import {mergeQuestions} from './merge-questions.ts'
import type {Answer, Question} from './question.ts'

/**
 * The second best: what could not be asked from containers is asked from this host, each address once for all of them.
 * Names are not asked, because Docker's names mean nothing to this host: what its DNS would say is worked out.
 * Containers of another machine cannot be reached from here, so nothing is tried for them.
 */
export async function askFromHost(
  failed: readonly FailedErrand[],
  c: Case,
  localEngine: boolean,
): Promise<readonly Probe[]> {
  const groups = new Map<string, {entry: NoEntry; errands: FailedErrand[]}>()
  for (const f of failed) {
    const key = JSON.stringify(f.entry)
    const group = groups.get(key) ?? {entry: f.entry, errands: []}
    group.errands.push(f)
    groups.set(key, group)
  }
  const asked = await Promise.all([...groups.values()].map(g => askGroup(g.entry, g.errands, c, localEngine)))
  return asked.flat()
}

async function askGroup(
  {because, detail}: NoEntry,
  failed: readonly FailedErrand[],
  c: Case,
  localEngine: boolean,
): Promise<readonly Probe[]> {
  const names = failed.flatMap(f => (f.errand.vantage.at === 'container' ? [f.errand.vantage.name] : []))
  const vantage: Vantage = {at: 'host-instead', of: names, because, detail}
  const computed = failed.flatMap(f => computeNames(f, vantage, c))
  const direct = failed.flatMap(f => f.errand.questions.filter(q => isIP(q.host) !== 0))
  const questions = mergeQuestions([...direct, ...computed.flatMap(x => x.addresses)]).slice(0, limits.questions)
  // A virtual machine holds the engine of macOS and Windows: its networks do not reach this host.
  const reachable = localEngine && because !== 'not-linux'
  const answers = reachable
    ? await answerQuestions(questions, {hosts: '', resolvConf: ''}, limits.asking)
    : questions.flatMap(notAsked)
  return [...computed.map(x => x.probe), ...answers.map(answer => ({...answer, vantage}))]
}

interface ComputedName {
  readonly probe: NameProbe
  /** What is still to be asked at the addresses that came out. */
  readonly addresses: readonly Question[]
}

function computeNames({errand}: FailedErrand, vantage: Vantage, c: Case): readonly ComputedName[] {
  const {vantage: meant} = errand
  const asker = meant.at === 'container' ? c.containers.find(k => k.name === meant.name) : undefined
  return errand.questions
    .filter(q => isIP(q.host) === 0)
    .map(question => {
      const found = asker ? computeEmbeddedDns(question.host, asker, c.containers, c.networks) : null
      const from = {kind: 'docker-dns'} as const
      const outcome: NameProbe['outcome'] =
        found === null
          ? notTried(null)
          : found.length === 0
            ? {result: 'name-unknown', saidBy: [from]}
            : {result: 'found', addresses: found.map(address => ({address, from}))}
      const {host: name, why} = question
      return {
        probe: {kind: 'name', vantage, name, why, how: 'computed', outcome, milliseconds: 0},
        addresses: (found ?? []).slice(0, limits.addressesOfName).map(host => ({...question, host})),
      }
    })
}

function notAsked({host: address, tcp, udp, why}: Question): readonly Answer[] {
  const asked = {address, name: null, why, outcome: notTried(null), milliseconds: 0}
  return [
    ...tcp.map(port => ({kind: 'tcp' as const, ...asked, port})),
    ...udp.map(port => ({kind: 'udp' as const, ...asked, port, datagram: 'memberlist-ping' as const})),
  ]
}

function notTried(detail: string | null): NotTried {
  return {result: 'not-tried', because: 'no-way-from-here', detail}
}
