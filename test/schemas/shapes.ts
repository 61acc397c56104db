import type {FileOwnership, RaftDbFile} from '../../src/case/case.ts'
import type {Damage, MetaPage, SpaceUse} from '../../src/formats/bolt/types.ts'
import type {
  BadEntry,
  LogGap,
  LogSummary,
  PeersFile,
  RaftServer,
  RaftStore,
  SnapshotFacts,
  SnapshotMeta,
  StableStore,
  StoredConfiguration,
  TermRun,
} from '../../src/formats/raft/types.ts'
import type {DescribedDataDir} from '../../src/present/describe-data-dir.ts'
import type {
  AwaitLeader,
  ComposeCall,
  ContainerRef,
  PlannedContainers,
  PlannedVerification,
  RecreateService,
  RestoreJobs,
  StartContainer,
  StopContainer,
} from '../../src/repairs/container-actions.ts'
import type {
  Action,
  ConfigurationChange,
  EditText,
  ExportState,
  GrowingLog,
  MoveAside,
  Plan,
  PlanInput,
  PlannedStore,
  PlanStep,
  RemoveFile,
  RewriteRaftDb,
  StoppedServer,
  WriteFile,
} from '../../src/repairs/plan.ts'
import type {
  AddServer,
  AwaitPrimary,
  AwaitWorker,
  ListedServer,
  PlannedPrimary,
  RemoveServer,
} from '../../src/repairs/primary-calls.ts'
import type {DescribedConfiguration, DescribedFacts, DescribedServer} from '../../src/report/describe-facts.ts'
import type {DescribedProbe} from '../../src/report/describe-probes.ts'
import type {CheckResult, Evidence, Finding, Report, ReportPlace, Suppression} from '../../src/report/types.ts'

/** Every field of a type, and whether it has to be there. The compiler keeps these in step with the types. */
type Shape<T> = {readonly [K in keyof T]-?: undefined extends T[K] ? 'optional' : 'required'}
/** Every word of a union. */
type Words<T extends string> = Readonly<Record<T, true>>

const must = 'required'
const may = 'optional'

const report: Shape<Report> = {
  schemaVersion: must,
  tool: must,
  command: must,
  verdict: must,
  cause: must,
  findings: must,
  checks: must,
  facts: must,
  failLevel: must,
  exitCode: must,
}
const finding: Shape<Finding> = {
  check: must,
  status: must,
  severity: must,
  subject: must,
  message: must,
  evidence: must,
  repairs: must,
  advice: must,
  confidence: must,
  consequenceOf: must,
  fingerprint: must,
  place: may,
  suppressed: may,
}
const evidence: Shape<Evidence> = {source: must, value: must, place: may}
const place: Shape<ReportPlace> = {file: must, line: may, column: may}
const suppression: Shape<Suppression> = {reason: must, until: must}
const checkResult: Shape<CheckResult> = {check: must, status: must, reason: must}
const noLeaderFacts: Shape<DescribedFacts> = {servers: must, cluster: must, unread: must, probes: must}
const probe: Shape<DescribedProbe> = {from: must, asked: must, why: must, answered: must}
const cluster: Shape<DescribedFacts['cluster']> = {
  configuration: must,
  voters: must,
  quorum: must,
  mostUpToDate: must,
  presentIds: must,
  leaderNamed: must,
  leaderClaimedBy: must,
  leader: must,
  inventory: must,
}
const server: Shape<DescribedServer> = {
  server: must,
  dataDir: must,
  container: must,
  version: must,
  presentId: must,
  presentIdMissing: must,
  presentAddresses: must,
  configuration: must,
  configurationMissing: must,
  lastIndex: must,
  lastTerm: must,
  currentTerm: must,
  start: must,
}
const configuration: Shape<DescribedConfiguration> = {index: must, term: must, file: must, servers: must}
const raftServer: Shape<RaftServer> = {id: must, address: must, suffrage: must}
const inspectFacts: Shape<DescribedDataDir> = {
  dataDir: must,
  raftFolder: must,
  raftDb: must,
  raftDbMissing: must,
  configurations: must,
  configuration: must,
  snapshots: must,
  snapshotsMissing: must,
  peersFiles: must,
  start: must,
  strangers: must,
  remoteFileSystem: must,
}
const raftDb: Shape<RaftDbFile> = {
  file: must,
  size: must,
  ownership: must,
  metas: must,
  meta: must,
  pageSize: must,
  space: must,
  damage: must,
  checked: must,
  store: must,
  retries: must,
}
const ownership: Shape<FileOwnership> = {uid: must, gid: must, mode: must}
const metaPage: Shape<MetaPage> = {
  page: must,
  valid: must,
  reason: must,
  pageSize: must,
  root: must,
  freelist: must,
  highWater: must,
  txid: must,
}
const space: Shape<SpaceUse> = {fileBytes: must, pages: must, free: must, reclaimableBytes: must}
const damage: Shape<Damage> = {code: must, severity: must, page: must, message: must, consequence: must}
const store: Shape<RaftStore> = {stable: must, log: must, configurations: must, damage: must}
const stable: Shape<StableStore> = {currentTerm: must, lastVoteTerm: must, lastVoteCandidate: must, otherKeys: must}
const log: Shape<LogSummary> = {
  first: must,
  last: must,
  lastTerm: must,
  count: must,
  byType: must,
  terms: must,
  gaps: must,
  badEntries: must,
  badEntryCount: must,
  termFalls: must,
}
const termRun: Shape<TermRun> = {term: must, first: must, last: must, count: must}
const gap: Shape<LogGap> = {from: must, to: must}
const badEntry: Shape<BadEntry> = {index: must, reason: must}
const storedConfiguration: Shape<StoredConfiguration> = {
  servers: must,
  index: must,
  term: must,
  from: must,
  file: must,
  deprecatedPeers: must,
  appendedAt: must,
}
const snapshot: Shape<SnapshotFacts> = {
  folder: must,
  temporary: must,
  meta: must,
  metaProblem: must,
  renamed: must,
  stateSize: must,
  checksum: must,
  listed: must,
  retained: must,
  problem: must,
  body: must,
}
const snapshotMeta: Shape<SnapshotMeta> = {
  version: must,
  id: must,
  index: must,
  term: must,
  configuration: must,
  size: must,
  crc: must,
}
const peersFile: Shape<PeersFile> = {
  file: must,
  placed: must,
  style: must,
  servers: must,
  parseError: must,
  ruleErrors: must,
}

/** By their names among the definitions of `report.schema.json`. */
export const reportShapes = {
  report,
  finding,
  evidence,
  place,
  suppression,
  checkResult,
  noLeaderFacts,
  probe,
  cluster,
  server,
  configuration,
  raftServer,
  inspectFacts,
  raftDb,
  ownership,
  metaPage,
  space,
  damage,
  store,
  stable,
  log,
  termRun,
  gap,
  badEntry,
  storedConfiguration,
  snapshot,
  snapshotMeta,
  peersFile,
}

const verdict: Words<Report['verdict']> = {healthy: true, 'at-risk': true, broken: true, unknown: true}
const failLevel: Words<Report['failLevel']> = {error: true, warning: true, never: true}
const severity: Words<Finding['severity']> = {error: true, warning: true, info: true}
const findingStatus: Words<Finding['status']> = {fail: true, unknown: true}
const confidence: Words<Finding['confidence']> = {high: true, medium: true, low: true}
const checkStatus: Words<CheckResult['status']> = {pass: true, fail: true, skip: true, unknown: true}
const suffrage: Words<RaftServer['suffrage']> = {Voter: true, Nonvoter: true, Staging: true}
const leader: Words<DescribedFacts['cluster']['leader']> = {present: true, missing: true, unknown: true}
const inventory: Words<DescribedFacts['cluster']['inventory']> = {complete: true, partial: true, none: true}

/** Enumerations by their place in `report.schema.json`. */
export const reportWords: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  'properties.verdict': verdict,
  'properties.failLevel': failLevel,
  '$defs.severity': severity,
  '$defs.suffrage': suffrage,
  '$defs.finding.properties.status': findingStatus,
  '$defs.finding.properties.confidence': confidence,
  '$defs.checkResult.properties.status': checkStatus,
  '$defs.cluster.properties.leader': leader,
  '$defs.cluster.properties.inventory': inventory,
}

const plan: Shape<Plan> = {
  schemaVersion: must,
  id: must,
  strategy: must,
  title: must,
  risk: must,
  confirm: may,
  findings: must,
  stores: must,
  inputs: must,
  steps: must,
  stopped: may,
  containers: may,
  primary: may,
  kept: must,
  lost: must,
  refusals: must,
  next: must,
}
const plannedStore: Shape<PlannedStore> = {dataDir: must, raftDb: must}
const input: Shape<PlanInput> = {path: must, sha256: must}
const step: Shape<PlanStep> = {id: must, title: must, action: must, diff: must, undo: must}
const rewriteRaftDb: Shape<RewriteRaftDb> = {kind: must, path: must, change: must}
const configurationChange: Shape<ConfigurationChange> = {
  servers: must,
  snapshot: must,
  index: must,
  term: must,
  mayGrow: may,
}
const growingLog: Shape<GrowingLog> = {lastTerm: must, configuration: must}
const ifNew: Shape<WriteFile['ifNew']> = {mode: must, ownerOf: must}
const writeFile: Shape<WriteFile> = {kind: must, path: must, text: must, ifNew: must}
const exportState: Shape<ExportState> = {
  kind: must,
  path: must,
  dataDir: must,
  content: must,
  release: must,
  sha256: must,
  ifNew: must,
}
const editText: Shape<EditText> = {kind: must, path: must, splices: must, sha256: must}
const splice: Shape<EditText['splices'][number]> = {from: must, to: must, insert: must}
const stoppedServer: Shape<StoppedServer> = {folder: must, dataDir: must, port: must, hostnames: must}
const removeFile: Shape<RemoveFile> = {kind: must, path: must}
const moveAside: Shape<MoveAside> = {kind: must, path: must}
const container: Shape<ContainerRef> = {id: must, name: must, service: must}
const stopContainer: Shape<StopContainer> = {kind: must, container: must}
const startContainer: Shape<StartContainer> = {kind: must, container: must, dataDir: must}
const recreateService: Shape<RecreateService> = {
  kind: must,
  container: must,
  compose: must,
  dataDir: must,
  keptByUndo: must,
}
const awaitLeader: Shape<AwaitLeader> = {kind: must, containers: must, voters: must}
const restoreJobs: Shape<RestoreJobs> = {kind: must, file: must, sha256: must, count: must, executions: must}
const composeCall: Shape<ComposeCall> = {
  project: must,
  service: must,
  folder: must,
  files: must,
  environmentFiles: must,
  generation: must,
}
const awaitPrimary: Shape<AwaitPrimary> = {kind: must, unlike: must}
const awaitWorker: Shape<AwaitWorker> = {kind: must, worker: must, at: must}
const removeServer: Shape<RemoveServer> = {kind: must, hostname: must, ip: must}
const addServer: Shape<AddServer> = {kind: must, typed: must, worker: must}
const listedServer: Shape<ListedServer> = {hostname: must, ip: must}
const primary: Shape<PlannedPrimary> = {label: must, api: must, folder: must, container: must, addresses: must}
const containers: Shape<PlannedContainers> = {engine: must, present: must, hasLeader: must, verify: must}
const verification: Shape<PlannedVerification> = {servers: must, voters: must, exactly: must, keepsState: must}
const verifiedServer: Shape<PlannedVerification['servers'][number]> = {
  container: must,
  serverId: must,
  dataDir: must,
  httpAddr: must,
}
/** A kind of action that the schema does not name would be refused by it. */
const actionKinds: Words<Action['kind']> = {
  'rewrite-raft-db': true,
  'write-file': true,
  'export-state': true,
  'remove-file': true,
  'edit-text': true,
  'move-aside': true,
  'stop-container': true,
  'start-container': true,
  'recreate-service': true,
  'await-leader': true,
  'restore-jobs': true,
  'await-primary': true,
  'await-worker': true,
  'remove-server': true,
  'add-server': true,
}
const risk: Words<Plan['risk']> = {safe: true, disruptive: true, 'data-loss': true}

/** By their names among the definitions of `plan.schema.json`. */
export const planShapes = {
  plan,
  store: plannedStore,
  input,
  step,
  rewriteRaftDb,
  configurationChange,
  growingLog,
  ifNew,
  writeFile,
  exportState,
  editText,
  splice,
  stoppedServer,
  removeFile,
  moveAside,
  container,
  stopContainer,
  startContainer,
  recreateService,
  awaitLeader,
  restoreJobs,
  awaitPrimary,
  awaitWorker,
  removeServer,
  addServer,
  listedServer,
  primary,
  composeCall,
  containers,
  verification,
  verifiedServer,
  raftServer,
}

export const plannedActions = Object.keys(actionKinds)

export const planWords: typeof reportWords = {'properties.risk': risk, '$defs.suffrage': suffrage}
