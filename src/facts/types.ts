import type {
  ComposeFile,
  ComposeService,
  Container,
  DataDir,
  DockerNetwork,
  FileOwnership,
  Place,
  RaftDbFile,
  ServerLog,
} from '../case/case.ts'
import type {DockerVolume} from '../case/docker-volume.ts'
import type {EngineEvent} from '../case/engine-event.ts'
import type {Probe} from '../case/probes.ts'
import type {Read} from '../case/read.ts'
import type {LogHit} from '../formats/dkron/log-dictionary.ts'
import type {DkronSettings, DkronVersion, GossipMember, Setting} from '../formats/dkron/types.ts'
import type {PeersFile, RaftServer, SnapshotFacts, StartPrediction, StoredConfiguration} from '../formats/raft/types.ts'

/**
 * The joined view of a case: which data-dir, container, compose service, API answers and log belong to one server,
 * and what follows for each server and for the cluster. Pure derivation; checks read this and nothing else.
 */
export interface Facts {
  readonly servers: readonly Server[]
  readonly cluster: Cluster
}

/** One server, as far as the evidence shows it. Every server has a data-dir or a container or both. */
export interface Server {
  /** What findings call it: the container's name, else the data-dir's path. */
  readonly label: string
  /** Which server ID the present process has, or would have at its next start. */
  readonly identity: Read<Identity>
  readonly version: Read<KnownVersion>
  readonly settings: Read<DkronSettings>
  readonly container: Container | null
  /** Earlier, stopped containers that mounted the same data-dir, newest first. */
  readonly formerContainers: readonly Container[]
  /** How container and data-dir were put together; null when there is only one of the two. */
  readonly joinedBy: 'same-path' | 'path-ending' | 'only-pair' | null
  /** The service that made, or will make, this server's container. */
  readonly compose: {readonly file: ComposeFile; readonly service: ComposeService} | null
  readonly dataDir: DataDir | null
  /** The volume that the data-dir lies in. */
  readonly volume: DockerVolume | null
  readonly store: Read<RaftDbFile>
  readonly snapshots: Read<readonly SnapshotFacts[]>
  readonly peersFiles: readonly PeersFile[]
  readonly folder: Read<FileOwnership>
  /** The configuration Raft uses for elections: newest loadable snapshot's, overridden by later log entries. */
  readonly configuration: Read<StoredConfiguration>
  /** Every configuration on disk, oldest first. */
  readonly history: readonly StoredConfiguration[]
  readonly start: Read<StartPrediction>
  /** How far the log reaches: (last term, last index), snapshot included. */
  readonly position: Read<Position>
  readonly addresses: Read<Addresses>
  readonly api: ApiFacts | null
  readonly log: {readonly source: ServerLog; readonly hits: readonly LogHit[]} | null
}

export interface Identity {
  readonly serverId: string
  readonly from: Setting<string>
  /** Survives the re-creation of the container: set by flag, environment, config file or `hostname:`. */
  readonly pinned: boolean
  /** The ID is the container's own 12-digit ID. */
  readonly isContainerId: boolean
  readonly place: Place | null
  /** A config file that could have named it, which Dkron passes over because it does not parse. */
  readonly passedOver: {readonly file: string; readonly problem: string} | null
}

export interface KnownVersion {
  readonly version: DkronVersion
  /** Image tag, member tag or option it was taken from. */
  readonly from: string
}

export interface Position {
  readonly lastTerm: bigint
  readonly lastIndex: bigint
  readonly currentTerm: bigint | null
}

export interface Addresses {
  /** Addresses of the container or host now, without port. Empty when it is stopped. */
  readonly current: readonly string[]
  readonly rpcPort: number
  /** What the server tells others to dial, host part only, when set. */
  readonly advertised: string | null
}

/** What one server's HTTP API said. */
export interface ApiFacts {
  readonly source: string
  /** It took a connection and answered nothing in time. */
  readonly silent: boolean
  /** `agent.name` of `/v1/`. */
  readonly agentName: string | null
  readonly agentVersion: string | null
  /** `/v1/isleader`: 200 = true, 404 = false. */
  readonly isLeader: boolean | null
  /** `/v1/leader`: name of the leader, `none` for 500 or null, null when not asked. */
  readonly leader: {readonly name: string} | 'none' | null
  readonly members: readonly GossipMember[] | null
  /** Number of jobs `/v1/jobs` showed. */
  readonly jobs: number | null
}

/** What holds for all servers together. */
export interface Cluster {
  /** The effective configuration of the most up-to-date store. */
  readonly configuration: Read<StoredConfiguration>
  readonly voters: readonly RaftServer[]
  /** ⌊voters/2⌋+1; 0 when no configuration is known. */
  readonly quorum: number
  /** Label of the server with the highest (last term, last index). */
  readonly mostUpToDate: string | null
  /** Gossip members seen by any server; the best status of each name. */
  readonly members: readonly GossipMember[]
  /** Containers that run Dkron as an agent alone: they store nothing, and are given jobs. */
  readonly agents: readonly Agent[]
  /** Server IDs known to be present now: running containers' identities and alive members. */
  readonly presentIds: readonly string[]
  /** Whether the evidence shows where every server of the cluster is: members answered, or compose/inspect covers it. */
  readonly inventory: 'complete' | 'partial' | 'none'
  /** Someone answered that it is the leader, or logs show an acquired leadership not lost. */
  readonly leader: LeaderEvidence
  readonly networks: readonly DockerNetwork[]
  readonly composeFiles: readonly ComposeFile[]
  /** What the container engine remembers of this cluster's containers, oldest first; it forgets. */
  readonly events: readonly EngineEvent[]
  /** What was asked of the network; empty when nothing was. */
  readonly probes: readonly Probe[]
  readonly unread: readonly {readonly where: string; readonly reason: string}[]
  readonly offline: boolean
}

/** A container that only runs jobs. */
export interface Agent {
  /** The container's name. */
  readonly label: string
  /** What gossip calls it. */
  readonly name: string
  readonly container: Container
  readonly settings: DkronSettings
}

export interface LeaderEvidence {
  /** Labels of servers that say of themselves that they lead. */
  readonly claimedBy: readonly string[]
  /** Labels of servers that say they follow. */
  readonly deniedBy: readonly string[]
  /** Names that `/v1/leader` gave. */
  readonly named: readonly string[]
  /** Labels whose `/v1/leader` said none. */
  readonly noneSaidBy: readonly string[]
  /** Those are so many that the other voters are no quorum. */
  readonly noneByQuorum: boolean
}
