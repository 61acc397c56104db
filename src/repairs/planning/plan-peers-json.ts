import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {atLeast} from '../../formats/dkron/version.ts'
import type {PlanStep} from '../plan.ts'
import {sealPlan} from '../seal-plan.ts'
import {ailingServers, answered, inputFor, type PlanContext, type Planned, unfit} from './context.ts'
import {editCompose, recreateWords, serverIdEdit, unifiedDiff} from './edit-compose.ts'
import {proposedName} from './plan-recover-configuration.ts'
import {raftFolderOf, rpcAddressOf} from './server-paths.ts'
import {unaccountedVoters} from './unaccounted-voters.ts'

const strategy = 'peers-json'

/** Dkron's own recovery file, the same for all servers at hand; only for releases that survive reading it. */
export function planPeersJson(context: PlanContext): Planned {
  if (ailingServers(context, strategy).length === 0) return unfit(strategy, unfitReason(context))
  const servers = context.facts.servers.filter(s => s.dataDir !== null)
  for (const server of servers) {
    const version = readValue(server.version)?.version
    if (!version)
      return unfit(
        strategy,
        `the release of ${server.label} is not known (--dkron-version), and 3.1.1 and older panic on it`,
      )
    if (!atLeast(version, '3.1.2')) return unfit(strategy, 'Dkron before 3.1.2 panics on a peers.json at every start')
    if (readValue(server.configuration) === null) return unfit(strategy, `${server.label} has no state to recover`)
  }
  const names = servers.map(s =>
    servers.length === 1 ? (context.wishes.nodeName ?? proposedName(s)) : proposedName(s),
  )
  if (new Set(names).size < names.length)
    return unfit(strategy, 'two servers would get the same ID: fix --node-name on each first')
  const configuration = readValue(context.facts.cluster.configuration)
  if (configuration === null) return unfit(strategy, 'no stored configuration is known')
  const list = servers.map((s, i) => ({id: names[i], address: rpcAddressOf(s, configuration), non_voter: false}))
  const text = `${JSON.stringify(list, null, 2)}\n`
  const renamed = servers.filter((s, i) => readValue(s.identity)?.serverId !== names[i])
  const edited = editCompose(
    context,
    renamed.map(s => serverIdEdit(s, names[servers.indexOf(s)] ?? proposedName(s))),
  )
  const missing = unaccountedVoters(configuration.servers, context.facts).filter(
    id => !context.wishes.gone.includes(id),
  )
  const steps = servers.flatMap((s, i) => peersStep(s, i, text))
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: 'Give Dkron a raft/peers.json that names the present servers',
      risk: 'disruptive',
      findings: answered(context, strategy),
      stores: servers.flatMap(s => {
        const raft = raftFolderOf(s)
        return s.dataDir
          ? [{dataDir: s.dataDir.realPath, raftDb: raft && readValue(s.store) ? `${raft}/raft.db` : null}]
          : []
      }),
      inputs: [...steps.map(step => inputFor(context, pathOf(step))), ...edited.inputs],
      steps: [...steps, ...edited.steps],
      kept: ['Every job and execution: Dkron takes the log into a new snapshot at its next start.'],
      lost: ['The log itself: Dkron empties it once the snapshot is written, uncommitted entries are then committed.'],
      refusals: missing.map(id => `voter "${id}" may still be alive elsewhere. If it is gone for good: --gone ${id}`),
      next: [
        ...edited.failed.map(f => f.why),
        ...recreateWords(servers),
        'Dkron deletes peers.json when it has taken it in.',
      ],
    }),
  }
}

function unfitReason(context: PlanContext): string {
  const old = context.facts.servers.some(s => {
    const version = readValue(s.version)?.version
    return version !== undefined && !atLeast(version, '3.1.2')
  })
  return old ? 'Dkron before 3.1.2 panics on a peers.json at every start' : 'no finding asks for it'
}

function peersStep(server: Server, position: number, text: string): readonly PlanStep[] {
  const raft = raftFolderOf(server)
  if (raft === null) return []
  const path = `${raft}/peers.json`
  return [
    {
      id: `peers-${position + 1}`,
      title: `${path}: name the present servers`,
      action: {kind: 'write-file', path, text, ifNew: {mode: 0o600, ownerOf: raft}},
      diff: unifiedDiff(path, '', text),
      undo: 'The file is taken away again, as long as Dkron has not taken it in.',
    },
  ]
}

function pathOf(step: PlanStep): string {
  return step.action.path
}
