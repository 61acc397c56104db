import {basename} from 'node:path/posix'
import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {ExportState, PlanInput, PlanStep} from '../plan.ts'
import {sealPlan} from '../seal-plan.ts'
import {startLines} from '../start-servers.ts'
import {inputFor, type PlanContext, type Planned, type PlannedExport, unfit} from './context.ts'
import {byHandOf, editCompose} from './edit-compose.ts'
import {serverIdEdit} from './edit-server-id.ts'
import {linkRefusals} from './hindrances.ts'
import {proposedName, wishedName} from './names.ts'
import {type ContainerWork, onContainers, type PlanDraft} from './plan-containers.ts'
import {storesOf} from './server-paths.ts'

const strategy = 'reset'

/**
 * The safe wipe: verified backup, jobs and executions saved as files beside it, the Raft state moved aside by rename,
 * never deleted. Jobs come back only by restoring them.
 */
export function planReset(context: PlanContext): Planned {
  const servers = distinct(context.facts.servers)
  if (servers.length === 0) return unfit(strategy, 'there is no Raft state to move aside')
  if (context.wishes.strategy !== strategy) return unfit(strategy, 'last resort, loses data; only by --strategy reset')
  const source = servers.find(s => s.label === context.facts.cluster.mostUpToDate) ?? servers[0]
  const saved = source ? exportSteps(context, source) : {steps: [], inputs: [], words: []}
  const name = source ? (wishedName(context, source, servers.length) ?? proposedName(source)) : 'dkron-node-1'
  const edited = editCompose(context, source && !isFixed(source) ? [serverIdEdit(source, name)] : [])
  const [exported = null, executions = null] = saved.steps.map(s => s.action)
  const jobsFile = exported?.path
  const draft: PlanDraft = {
    strategy,
    title: 'Last resort: move the Raft state aside and begin anew',
    risk: 'data-loss',
    confirm: source?.container?.name ?? basename(source?.dataDir?.realPath ?? strategy),
    findings: context.findings.filter(f => f.severity === 'error').map(f => f.fingerprint),
    stores: storesOf(servers),
    inputs: [
      ...servers.map(s => inputFor(context, `${s.dataDir?.raftPath}/raft.db`)),
      ...saved.inputs,
      ...edited.inputs,
    ],
    steps: [...saved.steps, ...servers.map(asideStep), ...edited.steps],
    kept: ['A verified backup, and the old state under another name.', ...saved.words],
    lost: [
      everyJob,
      'Every execution: Dkron has no way to take them back.',
      ...(jobsFile === undefined ? ['Nothing of the jobs could be exported: they are only in the backup.'] : []),
    ],
    refusals: linkRefusals(context, servers),
    next: [...byHandOf(edited)],
  }
  const work: ContainerWork = {
    servers: servers.map(server => ({
      server,
      serverId: server === source ? name : (readValue(server.identity)?.serverId ?? ''),
      edited: server === source && edited.steps.length > 0,
    })),
    order: 'together',
    voters: [],
    exactly: false,
    keepsState: false,
    hindrance: edited.failed[0] ? `${edited.failed[0].edit.server.label}: ${edited.failed[0].why}` : null,
  }
  const byHand = [
    ...startLines(servers),
    'Wait until /v1/isleader answers 200; a server that is not leader answers 200 to the restore too, and does nothing.',
    ...(jobsFile === undefined ? [] : [`curl -F file=@${jobsFile} http://SERVER:8080/v1/restore`]),
  ]
  const planned = onContainers(context, draft, work, byHand)
  const counts = source ? countsOf(context, source) : noCounts
  if (planned.containers === undefined || exported === null || executions === null || counts.jobs === 0)
    return {ok: true, plan: sealPlan(planned)}
  return {
    ok: true,
    plan: sealPlan({
      ...planned,
      steps: [...planned.steps, restoreStep(exported, executions, counts)],
      kept: [...planned.kept, 'The jobs come back by themselves, once there is a leader.'],
      lost: planned.lost.map(l => (l === everyJob ? goneForGood : l)),
    }),
  }
}

const everyJob = 'Every job, until it is restored from the export.'
const goneForGood = 'The `next` run of every job: Dkron works it out anew.'

const noCounts = {jobs: 0, executions: 0}

const countsOf = (context: PlanContext, server: Server): typeof noCounts => {
  const planned = context.exports.get(server.dataDir?.realPath ?? '')
  if (planned === undefined || 'problem' in planned) return noCounts
  return {jobs: planned.jobs.count, executions: planned.executions.count}
}

function restoreStep({path, sha256}: ExportState, executions: ExportState, count: typeof noCounts): PlanStep {
  const jobs = counted(count.jobs, 'job')
  return {
    id: 'restore-jobs',
    title: `give the leader the ${jobs} of ${path}, and compare every field with what it then shows`,
    action: {
      kind: 'restore-jobs',
      file: path,
      sha256,
      count: count.jobs,
      executions: {file: executions.path, count: count.executions},
    },
    diff: `+ ${jobs}\n`,
    undo: 'They go with the new state when the old one is put back.',
  }
}

const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`

const isFixed = (server: Server): boolean => readValue(server.identity)?.pinned === true

/** Servers whose Raft state can be moved aside, each data-dir once. */
function distinct(servers: readonly Server[]): readonly Server[] {
  const byPath = new Map<string, Server>()
  for (const server of servers) {
    const {dataDir} = server
    if (dataDir?.raftPath != null && !byPath.has(dataDir.raftPath)) byPath.set(dataDir.raftPath, server)
  }
  return [...byPath.values()]
}

function asideStep(server: Server, position: number): PlanStep {
  const raft = server.dataDir?.raftPath ?? ''
  return {
    id: `aside-${position + 1}`,
    title: `${raft}: move aside`,
    action: {kind: 'move-aside', path: raft},
    diff: `- ${raft}\n+ ${raft} under another name in the same folder\n`,
    undo: 'The folder gets its name back.',
  }
}

interface ExportSteps {
  readonly steps: readonly PlanStep<ExportState>[]
  readonly inputs: readonly PlanInput[]
  readonly words: readonly string[]
}

function exportSteps(context: PlanContext, server: Server): ExportSteps {
  const dataDir = server.dataDir?.realPath ?? ''
  const planned = context.exports.get(dataDir)
  if (planned === undefined || 'problem' in planned) return {steps: [], inputs: [], words: []}
  const version = readValue(server.version)?.version
  const release = version ? `${version.major}.${version.minor}.${version.patch}` : null
  const steps = (['jobs', 'executions'] as const).map(content => exportStep(dataDir, release, planned, content))
  return {
    steps,
    inputs: steps.map(s => ({path: s.action.path, sha256: 'absent'})),
    words: [
      `${counted(planned.jobs.count, 'job')} and ${counted(planned.executions.count, 'execution')} in files beside the data-dir.`,
      ...planned.missing.map(m => `Missing from them: ${m}`),
    ],
  }
}

/** Named by content: an export is never written over another one. */
function exportStep(
  dataDir: string,
  release: string | null,
  planned: Exclude<PlannedExport, {problem: string}>,
  content: ExportState['content'],
): PlanStep<ExportState> {
  const {count, sha256} = planned[content]
  const path = `${dataDir}.${content}-${sha256.slice(0, 8)}.${content === 'jobs' ? 'json' : 'ndjson'}`
  return {
    id: `export-${content}`,
    title: `${path}: save ${count} ${content}`,
    action: {kind: 'export-state', path, dataDir, content, release, sha256, ifNew: {mode: 0o600, ownerOf: dataDir}},
    diff: `+ ${path} (${count} ${content})\n`,
    undo: 'The file is taken away again.',
  }
}
