import type {Damage, MetaPage, SpaceUse} from '../formats/bolt/types.ts'
import type {PeersFile, RaftStore, SnapshotFacts} from '../formats/raft/types.ts'
import type {ConfigFile} from './config-file.ts'
import type {CronicleCase} from './cronicle.ts'
import type {DockerVolume} from './docker-volume.ts'
import type {EngineEvent} from './engine-event.ts'
import type {Probe} from './probes.ts'
import type {Read} from './read.ts'
import type {StoreLock} from './store-lock.ts'

/**
 * The case: everything that was read from the world, nothing concluded. One serialisable value; checks, repairs
 * and renderings are pure functions over it. Types of formats are imported as types only.
 */
export interface Case {
  readonly schemaVersion: 1
  /** Data-dirs in the order given. */
  readonly dataDirs: readonly DataDir[]
  /** Containers that may be the present servers, from `docker inspect`. */
  readonly containers: readonly Container[]
  readonly networks: readonly DockerNetwork[]
  readonly volumes: readonly DockerVolume[]
  /** What the engine remembers of these containers and networks, oldest first. */
  readonly events: readonly EngineEvent[]
  readonly compose: readonly ComposeFile[]
  /** Answers of each server's HTTP API. */
  readonly api: readonly ApiAnswers[]
  readonly logs: readonly ServerLog[]
  /** What was asked of the network; empty when nothing was. */
  readonly probes: readonly Probe[]
  /** What was read of a Cronicle cluster; left out where nothing was. */
  readonly cronicle?: CronicleCase
  /** What the operator said on the command line. */
  readonly told: Told
  /** Evidence that was named or found but could not be read. */
  readonly unread: readonly {readonly where: string; readonly reason: string}[]
}

export interface Told {
  /** `--node-name`: the present server ID, in the order of the data-dirs (or one for the only one). */
  readonly nodeNames: readonly string[]
  /** `--dkron-version`, e.g. `3.1.1`. */
  readonly dkronVersion: string | null
  /** `--offline`: no live probe was made. */
  readonly offline: boolean
}

/** One server's data directory. */
export interface DataDir {
  /** As the operator gave it. */
  readonly path: string
  /** Absolute, links resolved; used to match mounts. */
  readonly realPath: string
  /** Folder that holds raft.db or snapshots/, absolute; null when none of P, P/raft, P/server/raft does. */
  readonly raftPath: string | null
  readonly folder: Read<FileOwnership>
  readonly raftDb: Read<RaftDbFile>
  /** Newest first by Raft's order, then the rest. Empty when there is no snapshots/ folder. */
  readonly snapshots: Read<readonly SnapshotFacts[]>
  readonly snapshotsFolder: 'present' | 'missing'
  /** peers.json wherever it lies under the data-dir (raft/, the data-dir itself, snapshots/). */
  readonly peersFiles: readonly PeersFile[]
  /** Other things that change the picture, path first: `wal`, `peers.info`, `vault.db`, Badger folder of Dkron 2.0. */
  readonly strangers: readonly string[]
  /** The file system, when it is one where flock is not to be trusted (nfs, cifs, 9p, fuse …). */
  readonly remoteFileSystem: string | null
  /** Who holds the lock of raft.db. */
  readonly lock: Read<StoreLock>
}

/** Owner and mode as stat gives them. */
export interface FileOwnership {
  readonly uid: number
  readonly gid: number
  /** Permission bits only, e.g. 0o600. */
  readonly mode: number
}

/** raft.db, as file and as store. */
export interface RaftDbFile {
  /** Relative to the data-dir, e.g. `raft/raft.db`. */
  readonly file: string
  readonly size: number
  readonly ownership: FileOwnership
  readonly metas: readonly [MetaPage | null, MetaPage | null]
  readonly meta: MetaPage | null
  readonly pageSize: number | null
  readonly space: SpaceUse | null
  /** Damage of every kind: opening, reading, and the full check when `checked`. */
  readonly damage: readonly Damage[]
  /** The full check was run. */
  readonly checked: boolean
  /** null when no meta is usable. */
  readonly store: RaftStore | null
  /** Times the two metas had to be read again because a running scheduler was writing. */
  readonly retries: number
}

export interface Mount {
  readonly type: string
  /** Host path, or the volume's mountpoint. */
  readonly source: string
  readonly destination: string
  /** Named volume. */
  readonly volume: string | null
  readonly writable: boolean
}

export interface ContainerNetwork {
  readonly network: string
  /** IPv4 address now; null when the container is not running. */
  readonly address: string | null
  readonly address6: string | null
  readonly aliases: readonly string[]
  /** Address fixed by the operator (`ipv4_address`), null when Docker chooses. */
  readonly fixedAddress: string | null
}

/** One container as `docker inspect` shows it; only what the diagnosis uses. */
export interface Container {
  readonly id: string
  readonly name: string
  readonly created: string
  readonly image: string
  readonly hostname: string
  readonly domainname: string
  /** Entrypoint and command, as executed. */
  readonly commandLine: readonly string[]
  readonly env: readonly string[]
  readonly user: string
  readonly workingDir: string
  readonly status: string
  readonly running: boolean
  /** Its first process, as the engine's host numbers it; null when it does not run. */
  readonly pid: number | null
  /** Times the engine started it again after it ended. */
  readonly restarts: number
  readonly exitCode: number
  readonly oomKilled: boolean
  readonly startedAt: string | null
  readonly restartPolicy: string
  readonly networkMode: string
  readonly mounts: readonly Mount[]
  readonly networks: readonly ContainerNetwork[]
  /** Ports of the container that the host listens on. */
  readonly publishedPorts: readonly {readonly port: number; readonly host: string; readonly hostPort: number}[]
  /** The file its Dkron takes settings from; `absent` when there is none where Dkron looks for one. */
  readonly config: Read<ConfigFile>
  readonly compose: {
    readonly project: string
    readonly service: string
    readonly number: number
    readonly files: readonly string[]
    readonly workingDir: string
  } | null
  /** Where this was read: a file, or the engine's address. */
  readonly source: string
}

/** `docker network inspect`. */
export interface DockerNetwork {
  readonly name: string
  readonly id: string
  readonly driver: string
  readonly subnets: readonly string[]
  readonly members: readonly {readonly containerId: string; readonly name: string; readonly address: string}[]
  readonly source: string
}

/** Where a piece of text stands; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A value with the place it came from. */
export interface Placed<T> {
  readonly value: T
  readonly place: Place
}

/** Words of a command line. */
export interface PlacedWords extends Placed<readonly string[]> {
  /** Of each word, where they are written as a list. */
  readonly places?: readonly Place[]
}

/** One compose file set after interpolation, overrides and `extends`. */
export interface ComposeFile {
  /** Path of the (first) file. */
  readonly file: string
  /** All files that went into it. */
  readonly files: readonly string[]
  readonly projectName: string | null
  readonly services: readonly ComposeService[]
  readonly volumes: readonly {readonly name: string; readonly external: boolean; readonly realName: string | null}[]
  readonly networks: readonly {readonly name: string; readonly subnets: readonly string[]}[]
}

export interface ComposeService {
  readonly name: string
  readonly place: Place
  readonly image: Placed<string> | null
  readonly command: PlacedWords | null
  readonly entrypoint: PlacedWords | null
  readonly environment: readonly {readonly name: string; readonly value: string | null; readonly place: Place}[]
  /** Files of variables that could not be read, where they are named; missing when there are none. */
  readonly unreadEnvFiles?: readonly Placed<string>[]
  readonly hostname: Placed<string> | null
  readonly containerName: Placed<string> | null
  readonly user: Placed<string> | null
  readonly workingDir: Placed<string> | null
  readonly networkMode: Placed<string> | null
  readonly networks: readonly {
    readonly network: string
    readonly aliases: readonly Placed<string>[]
    readonly fixedAddress: Placed<string> | null
  }[]
  readonly mounts: readonly {
    readonly type: 'bind' | 'volume' | 'tmpfs' | 'anonymous'
    /** Host path as written, or the volume's key; null for an anonymous volume. */
    readonly source: string | null
    readonly target: string
    readonly readOnly: boolean
    readonly place: Place
  }[]
  /** `configs`: files of the host, or texts of the compose file, that are put into the container. */
  readonly configs: readonly {
    /** Path of the host as written; null for a text and for one that lies in Swarm. */
    readonly source: string | null
    readonly content: Placed<string> | null
    readonly target: string
    readonly place: Place
  }[]
  /** The file its Dkron takes settings from; `absent` when nothing is mounted where Dkron looks for one. */
  readonly config: Read<ConfigFile>
  /** `scale`, `deploy.replicas`; 1 when not given. */
  readonly replicas: Placed<number> | null
  readonly restart: Placed<string> | null
  readonly profiles: readonly string[]
}

/** Saved or live answers of one server: path → status and body text. */
export interface ApiAnswers {
  /** File or URL. */
  readonly source: string
  /** Container or server this belongs to, from the file's name or the URL; null when unknown. */
  readonly server: string | null
  /** By path; none when a connection was taken and nothing was answered in time. */
  readonly answers: Readonly<Record<string, {readonly status: number; readonly body: string}>>
}

/** One server's log, already split into lines; only lines that matter are kept by the collector. */
export interface ServerLog {
  readonly source: string
  readonly server: string | null
  /** Lines as written, prefixes of docker and compose stripped. */
  readonly lines: readonly LogLine[]
  /** Debug output was on: only then does the absence of a debug line mean anything. */
  readonly debug: boolean
}

export interface LogLine {
  /** Line number in the source, from 1. */
  readonly number: number
  /** RFC 3339 if the line has one. */
  readonly time: string | null
  readonly level: string | null
  /** `node=` field. */
  readonly node: string | null
  /** Text after the prefixes: msg and the remaining fields. */
  readonly text: string
}
