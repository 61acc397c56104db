import {readValue} from '../../case/read.ts'
import {isAtLeast, looksUpAddresses, recoversFromPeersJson} from '../../checks/no-leader/rules/released-behaviour.ts'
import type {Server} from '../../facts/types.ts'
import type {StoredConfiguration} from '../../formats/raft/types.ts'
import type {FileAction, PlanStep} from '../plan.ts'
import {sealPlan} from '../seal-plan.ts'
import {startLines} from '../start-servers.ts'
import {ailingServers, answered, inputFor, type PlanContext, type Planned, unfit} from './context.ts'
import {byHandOf, editCompose} from './edit-compose.ts'
import {serverIdEdit} from './edit-server-id.ts'
import {hindranceOf, leaderRefusals, linkRefusals} from './hindrances.ts'
import {proposedName, wishedName} from './names.ts'
import {actsOnContainers, type ContainerWork, onContainers, type PlanDraft} from './plan-containers.ts'
import {presentAddressOf, raftFolderOf, rpcAddressOf, storesOf} from './server-paths.ts'
import {aliveThoughGone, unaccountedVoters} from './unaccounted-voters.ts'
import {unifiedDiff} from './unified-diff.ts'

const strategy = 'peers-json'
const panics = `Dkron before ${recoversFromPeersJson} panics on a peers.json at every start`

interface Peer {
  readonly server: Server
  readonly id: string
  readonly address: string | null
  /** Its start command or environment has to change with it. */
  readonly renamed: boolean
}

/** Dkron's own recovery file, the same for all servers at hand; only for releases that survive reading it. */
export function planPeersJson(context: PlanContext): Planned {
  const old = context.facts.servers.some(s => isAtLeast(s, recoversFromPeersJson) === false)
  if (old) return unfit(strategy, panics)
  if (ailingServers(context, strategy).length === 0) return unfit(strategy, unaskedReason(context))
  const hindrance = hindranceOf(context)
  if (hindrance !== null) return unfit(strategy, hindrance)
  const servers = context.facts.servers.filter(s => s.dataDir !== null)
  const configuration = readValue(context.facts.cluster.configuration)
  if (configuration === null) return unfit(strategy, 'no stored configuration is known')
  const unready = servers.flatMap(unreadyReason)[0]
  if (unready !== undefined) return unfit(strategy, unready)
  const peers = servers.map(s => peerOf(context, s, servers.length, configuration))
  if (new Set(peers.map(p => p.id)).size < peers.length) {
    return unfit(strategy, 'two servers would get the same ID: give a --node-name for each data-dir')
  }
  const unplaced = peers.find(p => p.address === null)
  if (unplaced) return unfit(strategy, `the present address of ${unplaced.server.label} is not known (--inspect FILE)`)
  if (new Set(peers.map(p => p.address)).size < peers.length) {
    return unfit(strategy, 'two servers would get the same address')
  }
  const text = `${JSON.stringify(
    peers.map(p => ({id: p.id, address: p.address, non_voter: false})),
    null,
    2,
  )}\n`
  const pinned = peers.filter(p => p.renamed || readValue(p.server.identity)?.pinned !== true)
  const edited = editCompose(
    context,
    pinned.map(p => serverIdEdit(p.server, p.id)),
  )
  const steps = servers.map((s, i) => peersStep(context, s, i, text))
  const {gone} = context.wishes
  const draft: PlanDraft = {
    strategy,
    title:
      servers.length === 1
        ? `Give Dkron a raft/peers.json that names "${peers[0]?.id}"`
        : 'Give every server the same raft/peers.json, which names the present servers',
    risk: 'disruptive',
    findings: answered(context, strategy),
    stores: storesOf(servers),
    inputs: [...steps.map(step => inputFor(context, step.action.path)), ...edited.inputs],
    steps: [...steps, ...edited.steps],
    kept: ['Every job and execution: Dkron takes the log into a new snapshot at its next start.'],
    lost: ['The log itself: Dkron empties it once the snapshot is written, and entries never committed then count.'],
    refusals: [
      ...leaderRefusals(context),
      ...linkRefusals(context, servers),
      ...aliveThoughGone(context.facts, gone).map(id => `voter "${id}" is not gone: the evidence shows it alive`),
      ...unaccountedVoters(configuration.servers, context.facts, gone).map(
        id => `voter "${id}" may still be alive elsewhere. If it is gone for good: --gone ${id}`,
      ),
    ],
    next: byHandOf(edited),
  }
  const work: ContainerWork = {
    servers: peers.map(p => ({server: p.server, serverId: p.id, edited: pinned.includes(p)})),
    order: 'together',
    voters: peers.map(p => p.id),
    exactly: true,
    hindrance: edited.failed[0] ? `${edited.failed[0].edit.server.label}: ${edited.failed[0].why}` : null,
  }
  const byHand = [
    ...(servers.length > 1 ? ['Start all of them together: each has to take its file in before it votes.'] : []),
    ...startLines(servers),
    'Dkron deletes peers.json when it has taken it in.',
  ]
  return {ok: true, plan: sealPlan(onContainers(context, draft, work, byHand))}
}

function unaskedReason({facts}: PlanContext): string {
  const unknown = facts.servers.find(s => s.dataDir !== null && readValue(s.version) === null)
  if (!unknown) return 'no finding asks for it'
  return `the release of ${unknown.label} is not known (--dkron-version X.Y.Z), and ${panics}`
}

function unreadyReason(server: Server): readonly string[] {
  if (readValue(server.version) === null) {
    return [`the release of ${server.label} is not known (--dkron-version X.Y.Z), and ${panics}`]
  }
  return readValue(server.configuration) === null ? [`${server.label} has no state to recover`] : []
}

/**
 * Of several servers each is dialled at its address. One that is created anew gets another, so its service's name
 * stands there, which the leader replaces by an address.
 */
function peerOf(context: PlanContext, server: Server, of: number, configuration: StoredConfiguration): Peer {
  const id = wishedName(context, server, of) ?? proposedName(server)
  const renamed = readValue(server.identity)?.serverId !== id
  if (of === 1) return {server, id, renamed, address: rpcAddressOf(server, configuration)}
  const service = server.compose?.service
  const port = readValue(server.addresses)?.rpcPort
  // Of containers that are stopped and started, none is sure to get its address again.
  const moves = renamed || actsOnContainers(context, [server])
  const byName = moves && service && service.networkMode === null && isAtLeast(server, looksUpAddresses) !== true
  const fixed = service?.networks.find(n => n.fixedAddress !== null)?.fixedAddress?.value
  const address = byName && port !== undefined ? `${fixed ?? service.name}:${port}` : presentAddressOf(server)
  return {server, id, renamed, address}
}

function peersStep(context: PlanContext, server: Server, position: number, text: string): PlanStep<FileAction> {
  const raft = raftFolderOf(server) ?? ''
  const path = `${raft}/peers.json`
  return {
    id: `peers-${position + 1}`,
    title: `${path}: name the present servers`,
    action: {kind: 'write-file', path, text, ifNew: {mode: 0o600, ownerOf: raft}},
    diff: unifiedDiff(path, context.texts.get(path)?.text ?? '', text),
    undo: 'What stood there before is put back, as long as Dkron has not taken the file in.',
  }
}
