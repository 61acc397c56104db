import type {Case, ComposeService, Container, DataDir, RaftDbFile} from '../../src/case/case.ts'
import type {DockerVolume} from '../../src/case/docker-volume.ts'
import type {Read} from '../../src/case/read.ts'
import {absent, notCollected, read, readValue} from '../../src/case/read.ts'
import {clusterOf} from '../../src/facts/cluster.ts'
import type {ApiFacts, Cluster, Facts, Server} from '../../src/facts/types.ts'
import {matchLines} from '../../src/formats/dkron/log-dictionary.ts'
import type {DkronSettings, Setting} from '../../src/formats/dkron/types.ts'
import {parseVersion} from '../../src/formats/dkron/version.ts'
import type {
  LogSummary,
  PeersFile,
  RaftServer,
  RaftStore,
  SnapshotFacts,
  StoredConfiguration,
} from '../../src/formats/raft/types.ts'
import {composeFile, flag, service} from './planned-parts.ts'
import {configuration, logOf, member, peersFile} from './stored-parts.ts'

export {gossip, leaderless, leading} from './answer-parts.ts'
export {composeFile, flag, placed} from './planned-parts.ts'
export {configuration, member, snapshot} from './stored-parts.ts'

/** Hand-made facts for the checks: a healthy single server "n1" of Dkron 4.0.9, and what a test changes about it. */
export interface ServerSpec {
  readonly label?: string
  /** Present server ID; null = not known. */
  readonly id?: string | null
  /** The ID is the container's own, nobody set it. */
  readonly unnamed?: boolean
  readonly version?: string | null
  /** Voters of the stored configuration, `id` or `id@host:port`; null = none is stored. Default: this server alone. */
  readonly voters?: readonly string[] | null
  /** Entries besides the voters. */
  readonly others?: readonly RaftServer[]
  /** False: no data-dir was given. */
  readonly dataDir?: Partial<DataDir> | false
  readonly volume?: DockerVolume
  readonly store?: Partial<RaftDbFile> | Read<RaftDbFile>
  readonly log?: Partial<LogSummary>
  readonly currentTerm?: bigint | null
  readonly snapshots?: readonly SnapshotFacts[] | Read<readonly SnapshotFacts[]>
  readonly history?: readonly StoredConfiguration[]
  readonly peers?: Partial<PeersFile>
  /** False: no container was looked at. */
  readonly container?: Partial<Container> | false
  readonly former?: readonly Partial<Container>[]
  readonly settings?: Partial<DkronSettings>
  readonly service?: Partial<ComposeService>
  readonly address?: string
  readonly api?: Partial<ApiFacts>
  /** Lines as Dkron writes them, without prefixes. */
  readonly said?: readonly string[]
  readonly joinedBy?: Server['joinedBy']
}

export function facts(servers: readonly ServerSpec[], cluster: Partial<Cluster> = {}): Facts {
  const built = servers.map((spec, i) => server({label: `s${i + 1}`, ...spec}))
  const files = built.flatMap(s => (s.compose ? [s.compose.file] : []))
  const emptyCase: Case = {
    schemaVersion: 1,
    dataDirs: [],
    containers: [],
    networks: [],
    volumes: [],
    events: [],
    compose: files,
    api: [],
    logs: [],
    probes: [],
    told: {nodeNames: [], dkronVersion: null, offline: true},
    unread: [],
  }
  return {
    servers: built,
    cluster: {
      ...clusterOf(
        emptyCase,
        built,
        built.flatMap(s => s.api ?? []),
      ),
      ...cluster,
    },
  }
}

/** Three servers n1, n2, n3 that know each other and run; a test changes some of them. */
export function three(...specs: readonly ServerSpec[]): readonly ServerSpec[] {
  const voters = ['n1@10.0.0.1:6868', 'n2@10.0.0.2:6868', 'n3@10.0.0.3:6868']
  return voters.map((_, i) => ({id: `n${i + 1}`, voters, address: `10.0.0.${i + 1}`, ...specs[i]}))
}

function server(spec: ServerSpec): Server {
  const label = spec.label ?? 's1'
  const id = spec.id === undefined ? 'n1' : spec.id
  const container = spec.container === false ? null : containerOf(label, id, spec)
  const settings = settingsOf(id, spec)
  const withDataDir = spec.dataDir !== false
  const stored = configurationOf(id, spec)
  const configuration: Read<StoredConfiguration> = !withDataDir
    ? notCollected
    : stored
      ? read(stored)
      : absent('no configuration')
  const store = withDataDir ? storeOf(stored, spec) : notCollected
  const snapshots = !withDataDir ? notCollected : isRead(spec.snapshots) ? spec.snapshots : read(spec.snapshots ?? [])
  const log = readValue(store)?.store?.log
  const compose = spec.service ? {file: composeFile(spec.service), service: service(spec.service)} : null
  const lines = (spec.said ?? []).map((text, i) => ({
    number: i + 1,
    time: null,
    level: null,
    node: null,
    ...timed(text),
  }))
  const source = {source: `log-${label}.txt`, server: label, lines, debug: true}
  return {
    label,
    identity: id === null ? notCollected : read(identityOf(id, spec)),
    version: versionOf(spec),
    settings: container === null && spec.settings === undefined ? notCollected : read(settings),
    container,
    formerContainers: (spec.former ?? []).map(f => containerOf(`old-${label}`, null, {container: f})),
    joinedBy: spec.joinedBy ?? (container && withDataDir ? 'same-path' : null),
    compose,
    dataDir: withDataDir ? dataDirOf(label, spec) : null,
    volume: spec.volume ?? null,
    store,
    snapshots,
    peersFiles: spec.peers ? [peersFile(spec.peers)] : [],
    folder: withDataDir ? (spec.dataDir?.folder ?? read({uid: 0, gid: 0, mode: 0o755})) : notCollected,
    configuration,
    history: spec.history ?? (stored ? [stored] : []),
    start: notCollected,
    position: log ? read({lastTerm: log.lastTerm, lastIndex: log.last, currentTerm: 2n}) : absent('no Raft state'),
    addresses: container
      ? read({current: container.networks.flatMap(n => n.address ?? []), rpcPort: 6868, advertised: null})
      : notCollected,
    api: spec.api ? apiOf(label, spec.api) : null,
    log: spec.said ? {source, hits: matchLines(source)} : null,
  }
}

/** `2026-11-21T03:15:48Z text` has a time. */
function timed(line: string): {readonly text: string; readonly time?: string} {
  const m = /^(\d{4}-\d\d-\d\dT\S+Z) (.*)$/s.exec(line)
  return m ? {time: m[1] ?? '', text: m[2] ?? ''} : {text: line}
}

function isRead<T>(value: unknown): value is Read<T> {
  return typeof value === 'object' && value !== null && 'state' in value
}

function identityOf(id: string, spec: ServerSpec) {
  const from: Setting<string> = spec.unnamed
    ? {value: id, origin: {kind: 'hostname', text: 'host name of the container'}}
    : flag('node-name', id)
  return {
    serverId: id,
    from,
    pinned: !spec.unnamed,
    isContainerId: spec.unnamed === true,
    place: null,
    passedOver: null,
  }
}

function versionOf(spec: ServerSpec): Server['version'] {
  const version = spec.version === undefined ? '4.0.9' : spec.version
  const parsed = version === null ? null : parseVersion(version)
  return parsed ? read({version: parsed, from: `image dkron:${version}`}) : absent('nothing names the release')
}

function configurationOf(id: string | null, spec: ServerSpec): StoredConfiguration | null {
  if (spec.voters === null) return null
  const voters = spec.voters ?? [id ?? 'n1']
  return configuration([...voters.map(v => member(v)), ...(spec.others ?? [])])
}

function storeOf(stored: StoredConfiguration | null, spec: ServerSpec): Read<RaftDbFile> {
  if (isRead<RaftDbFile>(spec.store)) return spec.store
  const used = stored !== null || spec.log !== undefined
  const log = logOf(used, spec.log)
  const currentTerm = spec.currentTerm === undefined ? (used ? 2n : 0n) : spec.currentTerm
  const store: RaftStore = {
    stable: {currentTerm, lastVoteTerm: null, lastVoteCandidate: null, otherKeys: []},
    log,
    configurations: stored ? [stored] : [],
    damage: [],
  }
  return read({
    file: 'raft/raft.db',
    size: 65_536,
    ownership: {uid: 0, gid: 0, mode: 0o600},
    metas: [null, null],
    meta: null,
    pageSize: 4096,
    space: null,
    damage: [],
    checked: true,
    store,
    retries: 0,
    ...spec.store,
  })
}

function dataDirOf(label: string, spec: ServerSpec): DataDir {
  return {
    path: `/data/${label}`,
    realPath: `/data/${label}`,
    raftPath: `/data/${label}/raft`,
    folder: notCollected,
    raftDb: notCollected,
    snapshots: notCollected,
    snapshotsFolder: 'present',
    peersFiles: [],
    strangers: [],
    remoteFileSystem: null,
    lock: notCollected,
    ...(spec.dataDir || {}),
  }
}

function containerOf(label: string, id: string | null, spec: ServerSpec): Container {
  const fullId = `${spec.unnamed && id ? id : 'c0ffee000001'}${'0'.repeat(52)}`
  const changes = spec.container || {}
  const running = (changes.status ?? 'running') === 'running'
  return {
    id: fullId,
    name: label,
    created: '2026-11-21T03:00:00Z',
    image: `dkron:${spec.version ?? '4.0.9'}`,
    hostname: fullId.slice(0, 12),
    domainname: '',
    commandLine: ['agent', '--server'],
    env: [],
    user: '',
    workingDir: '',
    status: 'running',
    running,
    pid: running ? 4711 : null,
    restarts: 0,
    exitCode: 0,
    oomKilled: false,
    startedAt: null,
    restartPolicy: 'no',
    networkMode: 'default',
    mounts: [{type: 'bind', source: `/data/${label}`, destination: '/dkron.data', volume: null, writable: true}],
    networks: [
      {
        network: 'default',
        address: running ? (spec.address ?? '10.0.0.1') : null,
        address6: null,
        aliases: [],
        fixedAddress: null,
      },
    ],
    publishedPorts: [],
    config: absent('no config file'),
    compose: null,
    source: `inspect-${label}.json`,
    ...changes,
  }
}

function settingsOf(id: string | null, spec: ServerSpec): DkronSettings {
  const standard = <T>(value: T): Setting<T> => ({value, origin: {kind: 'default', text: 'default'}})
  return {
    server: true,
    nodeName: id === null || spec.unnamed ? null : flag('node-name', id),
    bootstrapExpect: null,
    dataDir: flag('data-dir', '/dkron.data'),
    bindAddr: null,
    advertiseAddr: null,
    rpcPort: standard(6868),
    advertiseRpcPort: null,
    httpAddr: standard(':8080'),
    join: [],
    retryJoin: [],
    encrypt: null,
    raftMultiplier: null,
    logLevel: null,
    region: null,
    profile: null,
    ...spec.settings,
  }
}

function apiOf(label: string, changes: Partial<ApiFacts>): ApiFacts {
  return {
    source: `api-${label}.json`,
    silent: false,
    agentName: null,
    agentVersion: null,
    isLeader: null,
    leader: null,
    members: null,
    jobs: null,
    ...changes,
  }
}
