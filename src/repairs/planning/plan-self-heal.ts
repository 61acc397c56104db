import type {ApiAnswers, Case} from '../../case/case.ts'
import {readValue} from '../../case/read.ts'
import type {Check} from '../../checks/define-check.ts'
import {suffrageOf} from '../../checks/no-leader/rules/membership.ts'
import {raftStateOf} from '../../checks/no-leader/rules/raft-state.ts'
import {decodeApi} from '../../facts/decode-api.ts'
import {deriveFacts} from '../../facts/derive.ts'
import type {Identity, Server} from '../../facts/types.ts'
import type {RaftServer} from '../../formats/raft/types.ts'
import type {Report} from '../../report/types.ts'
import type {Plan} from '../plan.ts'
import type {PlanContext, Planned} from './context.ts'
import {planForCase} from './plan-for-case.ts'

/** What is to be done to a data-dir before its scheduler starts, when nobody is there to be asked. */
export type SelfHeal =
  | {readonly act: 'heal'; readonly plan: Plan; readonly formerId: string; readonly serverId: string}
  | {readonly act: 'nothing'; readonly why: string}
  /** `unnamed`: what is in the way is that nobody has said what the server will be called for good. */
  | {readonly act: 'refuse'; readonly why: readonly string[]; readonly unnamed?: true}

/** Who could still be the server that a data-dir knows, and what answered there. */
export interface AskedPeer {
  /** Where it was asked, e.g. `http://172.18.0.2:8080`. */
  readonly where: string
  /** It is an address to join by: a leader there is this server's own cluster. */
  readonly toJoin: boolean
  /** Null when nothing answered. */
  readonly answers: ApiAnswers | null
}

/**
 * Decides on one fault alone: the only voter of the only data-dir has the ID of a former container, and the ID that
 * the server will have is known. Everything else is for a person. The plan touches nothing but the data-dir.
 *
 * @param serverId what the scheduler will be called, as the caller was told; null when nobody said
 */
export function planSelfHeal(
  c: Case,
  checks: readonly Check[],
  inputs: Omit<PlanContext, 'facts' | 'findings' | 'wishes'>,
  {serverId, peers, version}: {serverId: string | null; peers: readonly AskedPeer[]; version: string},
): SelfHeal {
  const untold = deriveFacts({...c, told: {...c.told, nodeNames: []}})
  const told = serverId === null ? c : {...c, told: {...c.told, nodeNames: [serverId]}}
  const wishes = {strategy: null, nodeNames: serverId === null ? [] : [serverId], gone: []}
  const {facts, report, planned} = planForCase(told, checks, {...inputs, containers: null}, wishes, version)
  const [server, ...others] = facts.servers
  if (server === undefined) return refuse('no data-dir is at hand')
  if (others.length > 0) {
    const all = facts.servers.map(s => s.label).join(', ')
    return refuse(`several servers are at hand (${all}): which of them is right is for a person to say`)
  }
  const errors = report.findings.filter(f => f.status === 'fail' && f.severity === 'error')
  const state = raftStateOf(server)
  // One that never elected anybody waits for the others, or for its first election: there is nothing in it to mend.
  const fresh = state === 'unused' && errors.every(f => f.check === 'never-bootstrapped')
  if (fresh || (state === 'no-store' && errors.length === 0)) {
    return {act: 'nothing', why: `${server.label} holds no Raft state yet: this is its first start`}
  }
  const serious = errors.filter(f => f.check !== 'server-id-changed')
  if (serious.length > 0) return {act: 'refuse', why: serious.map(f => `${f.check}: ${f.message}`)}
  const before = readValue(untold.servers[0]?.identity ?? server.identity)
  const identity = nameOf(server, before)
  if ('why' in identity) return {act: 'refuse', why: [identity.why], ...(identity.unnamed && {unnamed: true})}
  if (suffrageOf(server) === 'Voter') {
    return {act: 'nothing', why: `"${identity.id}" is a voter of the configuration in ${server.label}`}
  }
  if (errors.length === 0) return withoutError(report)
  const voter = formerContainer(server)
  if ('why' in voter) return refuse(voter.why)
  const hindrances = [...hindrancesOf(server), ...peers.flatMap(p => contradictionBy(p, voter.id))]
  if (hindrances.length > 0) return {act: 'refuse', why: hindrances}
  return choose(planned, server, voter.id, identity.id)
}

const refuse = (why: string): SelfHeal => ({act: 'refuse', why: [why]})

/** The ID that the scheduler will have. One that is a container's own is not known before that container is there. */
function nameOf(
  server: Server,
  untold: Identity | null,
): {readonly id: string} | {readonly why: string; readonly unnamed?: true} {
  const identity = readValue(server.identity)
  if (identity === null) {
    return {
      why: 'the server ID that the scheduler will have is not known: give both of them the same DKRON_NODE_NAME, or name it here with --node-name',
      unnamed: true,
    }
  }
  if (untold?.pinned && untold.serverId !== identity.serverId) {
    return {
      why: `the scheduler will be called "${untold.serverId}" (${untold.from.origin.text}), not "${identity.serverId}"`,
    }
  }
  if (!identity.pinned) {
    return {
      why: `"${identity.serverId}" is the ID of a container (${identity.from.origin.text}), and the next one has another: start the scheduler under a fixed one, and name that here with --node-name`,
      unnamed: true,
    }
  }
  return {id: identity.serverId}
}

/** The stored ID, when it is the only one and Docker gave it: twelve hex digits. */
function formerContainer(server: Server): {readonly id: string} | {readonly why: string} {
  const stored: readonly RaftServer[] = readValue(server.configuration)?.servers ?? []
  const [only] = stored
  const ids = stored.map(s => `"${s.id}"`).join(', ')
  if (only === undefined || stored.length > 1) {
    return {why: `the stored configuration has ${stored.length} servers (${ids}), not one: the others may be alive`}
  }
  if (!/^[0-9a-f]{12}$/.test(only.id)) {
    return {why: `the stored server ID ${ids} is no container's: somebody chose it, and may have changed it by mistake`}
  }
  return {id: only.id}
}

/** What is no error of the cluster's, but makes a change without a person too risky. */
function hindrancesOf({container, dataDir, label}: Server): readonly string[] {
  const holders = dataDir === null ? [] : (readValue(dataDir.lock)?.holders ?? [])
  return [
    ...(container?.running ? [`container ${container.name} runs on it`] : []),
    ...holders.map(h => `${label} is in use by process ${h.pid}${h.command === null ? '' : ` (${h.command})`}`),
    ...(dataDir?.remoteFileSystem
      ? [`${label} lies on ${dataDir.remoteFileSystem}, where the lock of another host is not seen`]
      : []),
  ]
}

/** A server that answers, and is the one whose data this is, or leads the cluster that this one belongs to. */
function contradictionBy({where, toJoin, answers}: AskedPeer, formerId: string): readonly string[] {
  if (answers === null) return []
  const api = decodeApi(answers)
  if (api.agentName === formerId) return [`"${formerId}" is alive: it answers at ${where}`]
  const seen = api.members?.find(m => m.name === formerId && m.status === 'alive')
  if (seen) return [`"${formerId}" is alive: "${api.agentName}" at ${where} has it among its members`]
  const leads = api.leader !== null && api.leader !== 'none' ? api.leader.name : null
  if (toJoin && leads !== null) return [`there is a leader: "${leads}", by what ${where} says`]
  return []
}

/** Named otherwise than stored, and yet no fault: Dkron mends it at its start, or the others do; or nobody can tell. */
function withoutError(report: Report): SelfHeal {
  const finding = report.findings.find(f => f.check === 'server-id-changed' && f.status === 'fail')
  if (finding) return {act: 'nothing', why: finding.message}
  const check = report.checks.find(r => r.check === 'server-id-changed')
  return refuse(`whether the server ID was changed cannot be told: ${check?.reason ?? 'it was not looked at'}`)
}

function choose(planned: readonly Planned[], server: Server, formerId: string, serverId: string): SelfHeal {
  const found = planned.find(p => (p.ok ? p.plan.strategy : p.strategy) === 'recover-configuration')
  if (!found?.ok) return refuse(found?.why ?? 'there is no plan')
  const {plan} = found
  if (plan.refusals.length > 0) return {act: 'refuse', why: plan.refusals}
  const folder = `${server.dataDir?.realPath}/`
  const outside = plan.steps.find(({action}) => !('path' in action) || !action.path.startsWith(folder))
  if (outside) return refuse(`more than the data-dir would have to be changed: ${outside.title}`)
  return {act: 'heal', plan, formerId, serverId}
}
