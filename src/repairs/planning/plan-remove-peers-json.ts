import {readValue} from '../../case/read.ts'
import {sealPlan} from '../seal-plan.ts'
import {ailingServers, answered, inputFor, type PlanContext, type Planned, unfit} from './context.ts'
import {raftFolderOf} from './server-paths.ts'

const strategy = 'remove-peers-json'

/** Takes a peers.json that stops every start out of the way, keeping it under another name. */
export function planRemovePeersJson(context: PlanContext): Planned {
  const servers = ailingServers(context, strategy)
  const files = servers.flatMap(server =>
    server.peersFiles
      .filter(f => f.placed === 'read-at-start')
      .flatMap(() => {
        const raft = raftFolderOf(server)
        return raft === null ? [] : [{server, raft, path: `${raft}/peers.json`}]
      }),
  )
  if (files.length === 0) return unfit(strategy, 'there is no peers.json that Dkron would read')
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: 'Move peers.json out of the way',
      risk: 'safe',
      findings: answered(context, strategy),
      stores: files.map(({server, raft}) => ({
        dataDir: server.dataDir?.realPath ?? raft,
        raftDb: readValue(server.store) ? `${raft}/raft.db` : null,
      })),
      inputs: files.map(f => inputFor(context, f.path)),
      steps: files.map(({path}, i) => ({
        id: `peers-${i + 1}`,
        title: `${path}: give it another name`,
        action: {kind: 'remove-file' as const, path},
        diff: `- ${path}\n`,
        undo: 'The file gets its name back.',
      })),
      kept: ['The stored configuration, every job and execution, and the file itself.'],
      lost: [],
      refusals: [],
      next: ['Start the server again, then: doctor no-leader'],
    }),
  }
}
