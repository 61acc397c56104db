import type {ApiAnswers, Case, Container} from '../../case/case.ts'
import type {Purpose, Vantage} from '../../case/probes.ts'
import {readValue} from '../../case/read.ts'
import {decodeJoinTarget} from '../../formats/dkron/decode-join-target.ts'
import {decodeMembers} from '../../formats/dkron/decode-members.ts'
import {settingsOfContainer} from '../../formats/dkron/settings-of.ts'
import type {DkronSettings, GossipMember} from '../../formats/dkron/types.ts'
import {isDialable, joinAddress, splitAddress, unroutableBecause} from '../../formats/host-and-port.ts'
import {parseJson} from '../../formats/json-shape.ts'
import {effectiveConfiguration} from '../../formats/raft/effective-configuration.ts'
import type {RaftServer} from '../../formats/raft/types.ts'
import {mergeQuestions} from './merge-questions.ts'
import type {Errand, Question} from './question.ts'

/** What the planning goes by. It looks at nothing itself. */
export interface DkronWorld {
  readonly case: Case
  /** Servers that the engine of this host runs now: they ask, and their present addresses are asked. */
  readonly running: readonly Container[]
  /** Addresses of this host's own interfaces. */
  readonly hostAddresses: readonly string[]
}

/** Serf's port when --bind-addr names none (Dkron config.go `DefaultBindPort`). */
const gossipPort = 8946

/**
 * First, what follows from data-dirs and containers: every server asks for the Raft port of every voter, where it is
 * stored and where it is now. A single voter dials nobody, so nothing is asked for it but an address it advertises.
 */
export function planRaftPorts(world: DkronWorld): readonly Errand[] {
  const voters = votersOf(world.case)
  const stored = voters.length < 2 ? [] : voters.filter(v => !isStopped(v, world)).flatMap(storedQuestion)
  const several = world.running.length > 1
  return errandsOf(world, voters, asker => [
    ...stored,
    ...world.running.flatMap(server => [
      ...(several && asker !== null ? presentQuestions(server, asker) : []),
      ...advertisedQuestion(server),
    ]),
  ])
}

/**
 * Then, what the servers' own answers add: the addresses that gossip has of servers, and the join addresses of those
 * that neither have a leader nor see anybody else.
 */
export function planMembersAndJoins(world: DkronWorld): readonly Errand[] {
  const members = world.case.api.flatMap(membersOf).filter(m => m.status === 'alive' && m.server)
  const advertised = members.flatMap(m =>
    m.rpcAddress === null ? [] : rpcQuestion(m.rpcAddress, {role: 'advertised-address', of: m.name}),
  )
  const several = new Set(members.map(m => m.name)).size > 1
  return errandsOf(world, votersOf(world.case), asker => [
    ...(several ? advertised : []),
    ...(asker === null || isAmongOthers(asker, world.case) ? [] : joinQuestions(asker)),
  ])
}

/**
 * And, where it is asked for, the way of jobs: as of Dkron 3 the leader dials the RPC port of whoever is to run one
 * (Dkron run.go: tag rpc_addr), and any server may come to lead. Agents dial themselves, which tells a port that
 * nobody listens on from one that something in between closes.
 */
export function planAgents(world: DkronWorld, agents: readonly Container[]): readonly Errand[] {
  const members = world.case.api.flatMap(membersOf)
  const questions = members
    .filter(m => m.tags.server !== 'true' && (m.status === 'alive' || m.status === 'failed'))
    .flatMap(agentQuestion)
  const inside = world.running.map(server => ({at: 'container', name: server.name}) as const)
  const asking: readonly Vantage[] = inside.length > 0 ? inside : [hostAmong(members, world.hostAddresses)]
  const themselves = agents.map((agent): Errand => {
    const name = settingsOfContainer(agent).nodeName?.value ?? agent.hostname
    const own = members.filter(m => m.name === name && m.status === 'alive').flatMap(agentQuestion)
    return {vantage: {at: 'container', name: agent.name}, questions: mergeQuestions(own)}
  })
  const servers = asking.map((vantage): Errand => ({vantage, questions: mergeQuestions(questions)}))
  return [...servers, ...themselves].filter(e => e.questions.length > 0)
}

function agentQuestion({name, rpcAddress}: GossipMember): readonly Question[] {
  return rpcAddress === null ? [] : rpcQuestion(rpcAddress, {role: 'advertised-address', of: name})
}

/** This host, as the server whose address it has. */
function hostAmong(members: readonly GossipMember[], hostAddresses: readonly string[]): Vantage {
  const own = members.find(m => m.tags.server === 'true' && isOwn(m.rpcAddress ?? '', hostAddresses))
  return {at: 'host', as: own?.name ?? null}
}

function errandsOf(
  {running, hostAddresses}: DkronWorld,
  voters: readonly RaftServer[],
  questionsOf: (asker: Container | null) => readonly Question[],
): readonly Errand[] {
  const inside = running.map((server): Errand => {
    const vantage: Vantage = {at: 'container', name: server.name}
    return {vantage, questions: mergeQuestions(questionsOf(server))}
  })
  // A data-dir without a container is a server of this host only if this host has the address that is stored for it.
  const own = running.length > 0 ? undefined : voters.find(v => isOwn(v.address, hostAddresses))
  const here: Errand[] = own ? [{vantage: {at: 'host', as: own.id}, questions: mergeQuestions(questionsOf(null))}] : []
  return [...inside, ...here].filter(e => e.questions.length > 0)
}

/** Every voter of every data-dir at hand, by ID and address once. */
function votersOf(c: Case): readonly RaftServer[] {
  const servers = c.dataDirs.flatMap(dataDir => {
    const store = readValue(dataDir.raftDb)?.store ?? null
    return effectiveConfiguration(store, readValue(dataDir.snapshots) ?? [])?.servers ?? []
  })
  const voters = servers.filter(s => s.suffrage === 'Voter')
  return voters.filter((v, i) => voters.findIndex(o => o.id === v.id && o.address === v.address) === i)
}

/** Its container is there and does not run: that nobody answers is no news, and would be waited for. */
function isStopped(voter: RaftServer, {case: c}: DkronWorld): boolean {
  const holders = c.containers.filter(k => (settingsOfContainer(k).nodeName?.value ?? k.hostname) === voter.id)
  return holders.length > 0 && holders.every(k => !k.running)
}

function storedQuestion(voter: RaftServer): readonly Question[] {
  return rpcQuestion(voter.address, {role: 'stored-address', of: voter.id})
}

function rpcQuestion(address: string, why: Purpose): readonly Question[] {
  const {host, port} = splitAddress(address)
  if (port === null || !isDialable(host, port) || unroutableBecause(host) !== null) return []
  return [{host, tcp: [port], udp: [], why: [why]}]
}

/** Its address on each network that the asker is on too. */
function presentQuestions(server: Container, asker: Container): readonly Question[] {
  const settings = settingsOfContainer(server)
  const port = (settings.advertiseRpcPort ?? settings.rpcPort).value
  const shared = server.networks.filter(n => asker.networks.some(a => a.network === n.network))
  return shared.flatMap(n =>
    n.address === null
      ? []
      : rpcQuestion(joinAddress(n.address, port), {role: 'present-address', of: idOf(server, settings)}),
  )
}

/** What the server is told to advertise. A template (`{{ … }}`) is its own business. */
function advertisedQuestion(server: Container): readonly Question[] {
  const settings = settingsOfContainer(server)
  const told = settings.advertiseAddr
  if (told === null || told.unresolved || told.value.includes('{{')) return []
  const {host} = splitAddress(told.value)
  const port = (settings.advertiseRpcPort ?? settings.rpcPort).value
  return rpcQuestion(joinAddress(host, port), {role: 'advertised-address', of: idOf(server, settings)})
}

function joinQuestions(asker: Container): readonly Question[] {
  const settings = settingsOfContainer(asker)
  const port = splitAddress(settings.bindAddr?.value ?? '').port ?? gossipPort
  return [...settings.retryJoin, ...settings.join].flatMap(text => {
    const target = decodeJoinTarget(text, port)
    if (target === null) return []
    // Servers with a gossip key take an unencrypted ping for an attack and write an error into their log.
    const udp = settings.encrypt === null ? [target.port] : []
    return [{host: target.host, tcp: [target.port], udp, why: [{role: 'join-name', of: asker.name}]}]
  })
}

/** Its own answers show a leader, or others alive: it has joined. */
function isAmongOthers(asker: Container, c: Case): boolean {
  const answers = c.api.find(a => a.server === asker.name)
  if (answers === undefined) return false
  return (
    answers.answers['/v1/leader']?.status === 200 || membersOf(answers).filter(m => m.status === 'alive').length > 1
  )
}

function membersOf({answers}: ApiAnswers) {
  const parsed = parseJson(answers['/v1/members']?.body ?? '')
  return 'value' in parsed ? (decodeMembers(parsed.value) ?? []) : []
}

function idOf(server: Container, settings: DkronSettings): string {
  return settings.nodeName?.value ?? server.hostname
}

function isOwn(address: string, hostAddresses: readonly string[]): boolean {
  const {host} = splitAddress(address)
  return unroutableBecause(host) === null && hostAddresses.includes(host)
}
