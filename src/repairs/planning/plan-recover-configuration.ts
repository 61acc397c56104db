import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {placeEntry} from '../../formats/raft/place-entry.ts'
import type {RaftServer, SnapshotMeta, StoredConfiguration} from '../../formats/raft/types.ts'
import {pinSentence} from '../pin-server-id.ts'
import type {PlanStep} from '../plan.ts'
import {sealPlan} from '../seal-plan.ts'
import {ailingServers, answered, inputFor, type PlanContext, type Planned, unfit} from './context.ts'
import {editCompose, recreateWords, serverIdEdit} from './edit-compose.ts'
import {raftFolderOf, rpcAddressOf} from './server-paths.ts'
import {unaccountedVoters} from './unaccounted-voters.ts'

const strategy = 'recover-configuration'

/**
 * One configuration entry more in raft.db, naming one server under a fixed name; works on every Dkron release, also
 * on a compacted log. Of several servers only the most up-to-date one is rewritten: two recovered logs would be two
 * histories. The others' Raft state is moved aside, so that they come back empty and are filled by replication.
 */
export function planRecoverConfiguration(context: PlanContext): Planned {
  if (ailingServers(context, strategy).length === 0) return unfit(strategy, 'no finding asks for it')
  const {facts, wishes} = context
  const keeper = facts.servers.find(s => s.label === facts.cluster.mostUpToDate) ?? null
  const configuration = keeper ? readValue(keeper.configuration) : null
  const store = keeper ? (readValue(keeper.store)?.store ?? null) : null
  if (keeper?.dataDir == null || store === null || configuration === null) {
    return unfit(strategy, 'no data-dir with a readable configuration is at hand')
  }
  const raft = raftFolderOf(keeper)
  if (raft === null) return unfit(strategy, `${keeper.label} has no raft folder`)
  const others = facts.servers.filter(s => s !== keeper && s.dataDir !== null)
  const missing = unaccountedVoters(configuration.servers, facts).filter(id => !wishes.gone.includes(id))
  const snapshot = loadedSnapshot(keeper)
  const place = placeEntry(store, snapshot)
  if ('problem' in place) return unfit(strategy, place.problem)
  const name = wishes.nodeName ?? proposedName(keeper)
  const server: RaftServer = {id: name, address: rpcAddressOf(keeper, configuration), suffrage: 'Voter'}
  const edited = editCompose(context, readValue(keeper.identity)?.serverId === name ? [] : [serverIdEdit(keeper, name)])
  const raftDb = `${raft}/raft.db`
  const asides = others.map((s, i) => asideStep(s, i)).filter(step => step !== null)
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: `Rewrite the stored configuration so that "${name}" is its one voter`,
      risk: 'disruptive',
      findings: answered(context, strategy),
      stores: [keeper, ...others].flatMap(s => storeOf(s)),
      inputs: [inputFor(context, raftDb), ...edited.inputs],
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
        ...edited.steps,
      ],
      kept: ['Every log entry and snapshot, so every job and execution.'],
      lost:
        asides.length > 0 ? ['Log entries that only the servers moved aside had; their data stays beside them.'] : [],
      refusals: missing.map(
        id =>
          `voter "${id}" may still be alive elsewhere: two leaders would follow. If it is gone for good: --gone ${id}`,
      ),
      next: [
        ...edited.failed.map(() => pinSentence({server: keeper, serverId: name})),
        ...recreateWords([keeper, ...others]),
        ...(others.length > 0 ? ['The other servers are taken in by the leader within a minute or so.'] : []),
      ],
    }),
  }
}

/** The snapshot Raft loads at the start: the newest without a problem. */
function loadedSnapshot(server: Server): SnapshotMeta | null {
  return (readValue(server.snapshots) ?? []).find(s => s.listed && s.problem === null)?.meta ?? null
}

/** A name that tells the service, never a container's. */
export function proposedName(server: Server): string {
  const identity = readValue(server.identity)
  if (identity?.pinned && identity.serverId !== '') return identity.serverId
  return server.compose?.service.name ?? server.container?.compose?.service ?? 'dkron-node-1'
}

function storeOf(server: Server) {
  const raft = raftFolderOf(server)
  if (server.dataDir === null) return []
  const present = raft !== null && readValue(server.store) !== null
  return [{dataDir: server.dataDir.realPath, raftDb: present ? `${raft}/raft.db` : null}]
}

function asideStep(server: Server, position: number): PlanStep | null {
  const raft = raftFolderOf(server)
  if (raft === null) return null
  return {
    id: `aside-${position + 1}`,
    title: `${raft}: move aside, so that ${server.label} comes back empty and is filled by the leader`,
    action: {kind: 'move-aside', path: raft},
    diff: `- ${raft}\n+ ${raft} under another name in the same folder\n`,
    undo: 'The folder gets its name back.',
  }
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
