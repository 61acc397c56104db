import {readValue} from '../../case/read.ts'
import {sealPlan} from '../seal-plan.ts'
import {type PlanContext, type Planned, unfit} from './context.ts'
import {raftFolderOf} from './server-paths.ts'

const strategy = 'reset'

/** The safe wipe: verified backup, state moved aside by rename, never deleted. Jobs come back only by restoring them. */
export function planReset(context: PlanContext): Planned {
  const servers = context.facts.servers.filter(s => s.dataDir !== null && s.dataDir.raftPath !== null)
  if (servers.length === 0) return unfit(strategy, 'there is no Raft state to move aside')
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: 'Last resort: move the Raft state aside and begin anew',
      risk: 'data-loss',
      findings: context.findings.filter(f => f.severity === 'error').map(f => f.fingerprint),
      stores: servers.map(s => ({
        dataDir: s.dataDir?.realPath ?? '',
        raftDb: readValue(s.store) ? `${raftFolderOf(s)}/raft.db` : null,
      })),
      inputs: [],
      steps: servers.map((s, i) => ({
        id: `aside-${i + 1}`,
        title: `${raftFolderOf(s)}: move aside`,
        action: {kind: 'move-aside' as const, path: raftFolderOf(s) ?? ''},
        diff: `- ${raftFolderOf(s)}\n+ ${raftFolderOf(s)} under another name in the same folder\n`,
        undo: 'The folder gets its name back.',
      })),
      kept: ['A verified backup, and the old state under another name.'],
      lost: [
        'Every job, until it is restored through POST /v1/restore from an export made before (doctor jobs DATA_DIR -o jobs.json).',
        'Every execution: Dkron has no way to take them back.',
      ],
      refusals: [],
      next: [
        'Start the server with a fixed --node-name and --bootstrap-expect=1; wait for /v1/isleader to answer 200.',
        'curl -F file=@jobs.json http://SERVER:8080/v1/restore   # read the answer: 200 alone proves nothing',
      ],
    }),
  }
}
