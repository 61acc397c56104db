import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {placeEntry} from '../../formats/raft/place-entry.ts'
import {loadableSnapshot} from '../../formats/raft/snapshot-order.ts'
import type {RaftServer, StoredConfiguration} from '../../formats/raft/types.ts'
import {pinByHand} from '../pin-by-hand.ts'
import type {Pin} from '../pin-server-id.ts'
import type {PlanStep} from '../plan.ts'
import {sealPlan} from '../seal-plan.ts'
import {startLines} from '../start-servers.ts'
import {ailingServers, answered, inputFor, type PlanContext, type Planned, unfit} from './context.ts'
import {expectEdit, foundsAnother} from './edit-bootstrap-expect.ts'
import {byHandOf, editCompose} from './edit-compose.ts'
import {serverIdEdit} from './edit-server-id.ts'
import {hindranceOf, leaderRefusals, linkRefusals} from './hindrances.ts'
import {proposedName, wishedName} from './names.ts'
import {type ContainerWork, onContainers, type PlanDraft} from './plan-containers.ts'
import {peersAside, raftFolderOf, rpcAddressOf, storesOf} from './server-paths.ts'
import {aliveThoughGone, unaccountedVoters} from './unaccounted-voters.ts'

const strategy = 'recover-configuration'

/**
 * One configuration entry more in raft.db, naming one server under a fixed name; works on every Dkron release, also
 * on a compacted log. Of several servers only the most up-to-date one is rewritten: two recovered logs would be two
 * histories. The others' Raft state is moved aside, so that they come back empty and are filled by replication.
 */
export function planRecoverConfiguration(context: PlanContext): Planned {
  if (ailingServers(context, strategy).length === 0) return unfit(strategy, 'no finding asks for it')
  const hindrance = hindranceOf(context)
  if (hindrance !== null) return unfit(strategy, hindrance)
  const {facts} = context
  const keeper = facts.servers.find(s => s.label === facts.cluster.mostUpToDate) ?? null
  const configuration = keeper ? readValue(keeper.configuration) : null
  const store = keeper ? (readValue(keeper.store)?.store ?? null) : null
  if (keeper?.dataDir == null || store === null || configuration === null) {
    return unfit(strategy, 'no data-dir with a readable configuration is at hand')
  }
  const snapshot = loadableSnapshot(readValue(keeper.snapshots) ?? [])?.meta ?? null
  const place = placeEntry(store, snapshot)
  if ('problem' in place) return unfit(strategy, place.problem)
  const others = facts.servers.filter(s => s.dataDir !== null && s.dataDir.realPath !== keeper.dataDir?.realPath)
  const name = wishedName(context, keeper, 1) ?? wishedName(context, keeper, others.length + 1) ?? proposedName(keeper)
  const server: RaftServer = {id: name, address: rpcAddressOf(keeper, configuration), suffrage: 'Voter'}
  const renamed = readValue(keeper.identity)?.serverId !== name
  const pinned = [{server: keeper, serverId: name}, ...fixedNames(context, others, name)].filter(
    pin => readValue(pin.server.identity)?.serverId !== pin.serverId || !isFixed(pin.server),
  )
  const waiting = others.filter(foundsAnother).map(s => expectEdit(s, 0))
  const edits = [...pinned.map(pin => serverIdEdit(pin.server, pin.serverId)), ...waiting]
  const edited = editCompose(context, edits)
  const founding = edited.failed.flatMap(({edit}) => (waiting.includes(edit) ? [edit.server] : []))
  const aside = peersAside(context, [keeper])
  const raftDb = `${raftFolderOf(keeper)}/raft.db`
  const asides = others.flatMap((s, i) => asideStep(s, i))
  const told = readValue(keeper.identity)?.from.origin.kind === 'told'
  const draft: PlanDraft = {
    strategy,
    title: `Rewrite the stored configuration so that "${name}" is its one voter`,
    risk: 'disruptive',
    findings: [
      ...new Set([
        ...answered(context, strategy),
        ...(aside.steps.length > 0 ? answered(context, 'remove-peers-json') : []),
      ]),
    ],
    stores: storesOf([keeper, ...others]),
    inputs: [inputFor(context, raftDb), ...aside.inputs, ...edited.inputs],
    steps: [
      {
        id: 'raft-db',
        title: `${raftDb}: append a configuration entry at index ${place.index}`,
        action: {
          kind: 'rewrite-raft-db',
          path: raftDb,
          change: {
            servers: [server],
            snapshot: snapshot && {index: String(snapshot.index), term: String(snapshot.term)},
            index: String(place.index),
            term: String(place.term),
          },
        },
        diff: configurationDiff(configuration, server, place.index),
        undo: 'The old raft.db is put back, byte for byte.',
      },
      ...asides,
      ...aside.steps,
      ...edited.steps,
    ],
    kept: ['Every log entry and snapshot, so every job and execution.'],
    lost: asides.length > 0 ? ['Log entries that only the servers moved aside had; their data stays beside them.'] : [],
    refusals: [
      ...leaderRefusals(context),
      ...linkRefusals(context, [keeper, ...others]),
      ...splitBrains(context, configuration, founding),
    ],
    next: [
      ...byHandOf(edited),
      ...(told && edited.failed.length === 0 && !renamed ? pinByHand({server: keeper, serverId: name}) : []),
    ],
  }
  const started = [{server: keeper, serverId: name}, ...others.flatMap(s => namedAgain(s, pinned))]
  const work: ContainerWork = {
    servers: started.map(pin => ({...pin, edited: edits.some(e => e.server === pin.server)})),
    order: 'first-alone',
    voters: started.map(pin => pin.serverId),
    exactly: true,
    hindrance: edited.failed[0] ? `${edited.failed[0].edit.server.label}: ${edited.failed[0].why}` : null,
  }
  const byHand = [
    ...startLines([keeper]),
    ...(others.length > 0
      ? ['Once it leads (within seconds), start the others; the leader takes them in within a minute or so:']
      : []),
    ...startLines(others),
  ]
  return {ok: true, plan: sealPlan(onContainers(context, draft, work, byHand))}
}

/** The name a server comes back under, when it can be started from here. */
function namedAgain(server: Server, pinned: readonly Pin[]): readonly Pin[] {
  if (server.container === null && server.compose === null) return []
  const pin = pinned.find(p => p.server === server)
  const present = readValue(server.identity)?.serverId
  return pin ? [pin] : present === undefined ? [] : [{server, serverId: present}]
}

const isFixed = (server: Server): boolean => readValue(server.identity)?.pinned === true

/** Names for the servers that come back empty, where each gets one of its own. */
function fixedNames(context: PlanContext, others: readonly Server[], taken: string) {
  const pins = others.map(server => ({
    server,
    serverId: wishedName(context, server, others.length + 1) ?? proposedName(server),
  }))
  const unique = new Set([taken, ...pins.map(p => p.serverId)]).size === pins.length + 1
  return unique ? pins.filter(p => p.server.compose !== null) : []
}

/** Everything that could make two leaders of it. */
function splitBrains(
  context: PlanContext,
  configuration: StoredConfiguration,
  founding: readonly Server[],
): readonly string[] {
  const {facts, wishes} = context
  return [
    ...aliveThoughGone(facts, wishes.gone).map(id => `voter "${id}" is not gone: the evidence shows it alive`),
    ...unaccountedVoters(configuration.servers, facts, wishes.gone).map(
      id =>
        `voter "${id}" may still be alive elsewhere: two leaders would follow. If it is gone for good: --gone ${id}`,
    ),
    ...founding.map(
      s =>
        `${s.label} would come back empty and found a cluster of its own: give it --bootstrap-expect=0 first, and create it anew`,
    ),
  ]
}

function asideStep(server: Server, position: number): readonly PlanStep[] {
  const raft = server.dataDir?.raftPath ?? null
  if (raft === null) return []
  return [
    {
      id: `aside-${position + 1}`,
      title: `${raft}: move aside, so that ${server.label} comes back empty and is filled by the leader`,
      action: {kind: 'move-aside', path: raft},
      diff: `- ${raft}\n+ ${raft} under another name in the same folder\n`,
      undo: 'The folder gets its name back.',
    },
  ]
}

function configurationDiff(before: StoredConfiguration, server: RaftServer, index: bigint): string {
  const line = (s: RaftServer) => `${s.suffrage} "${s.id}" at ${s.address}`
  return [
    `configuration (index ${before.index} in ${before.file} → index ${index})`,
    ...before.servers.map(s => `- ${line(s)}`),
    `+ ${line(server)}`,
    '',
  ].join('\n')
}
