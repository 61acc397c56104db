import type {BalancerConfig} from './balancer.ts'
import type {Place} from './case.ts'
import type {ActivityRow, CronicleAnswer} from './cronicle-answers.ts'
import type {CronicleProbe} from './cronicle-probes.ts'
import type {Read} from './read.ts'

/**
 * Everything that was read about a Cronicle cluster. No secret ever gets in: a secret key stands as a mark that equals
 * for equal keys, answers are decoded into the fields below, and log lines outside the dictionary are dropped.
 */
export interface CronicleCase {
  readonly servers: readonly CronicleServer[]
  /** Saved or live answers of the API, each as a whole. */
  readonly answers: readonly CronicleAnswer[]
  readonly balancers: readonly BalancerConfig[]
  readonly probes: readonly CronicleProbe[]
  /** Logs that were named without a folder; whose they are follows from what they say. */
  readonly logs: readonly CronicleLog[]
  /** Names that the operator says were, or will be, typed into Add Server: `--name`. */
  readonly typedNames: readonly string[]
}

export interface CronicleServer {
  /** What findings call it: the container's name, else the folder's. Unique within the case. */
  readonly label: string
  readonly role: 'primary' | 'worker' | 'unknown'
  /** Absolute, links resolved: the folder that holds conf/, data/ and logs/. null when only Docker showed it. */
  readonly folder: string | null
  /** `id` of its container among `Case.containers`. */
  readonly containerId: string | null
  readonly config: Read<CronicleConfig>
  /** Variables that Cronicle looks at (HOSTNAME, HOST, CRONICLE_*), in the order of the environment. */
  readonly environment: Read<readonly CronicleVariable[]>
  /** What os.hostname() says where the process runs. */
  readonly osHostname: Read<string>
  /** What os.networkInterfaces() says there, in that order. */
  readonly interfaces: Read<readonly CronicleInterface[]>
  /** From files; `unreadable` with the engine's name when it is not Filesystem. */
  readonly storage: Read<CronicleStorage>
  readonly logs: readonly CronicleLog[]
}

/** conf/config.json, only what the diagnosis uses. */
export interface CronicleConfig {
  readonly file: string
  readonly settings: readonly CronicleSetting[]
  /** Mark of secret_key; equal marks, equal keys. */
  readonly secretKey: {readonly mark: string; readonly place: Place} | null
  /** Keys that differ from a known one only by case or blanks: Cronicle does not see them. */
  readonly misspelt: readonly {readonly key: string; readonly meant: string; readonly place: Place}[]
}

export interface CronicleSetting {
  /** As pixl-config writes a path: `ip`, `WebServer/http_port`. */
  readonly path: string
  /** Lists and objects stand as their JSON text. */
  readonly value: CronicleValue
  readonly place: Place
}

export type CronicleValue = string | number | boolean | null

export interface CronicleVariable {
  readonly name: string
  /** Value as text; for a secret its mark. */
  readonly value: string
  readonly secret: boolean
}

/** One address of one network interface. */
export interface CronicleInterface {
  readonly name: string
  readonly address: string
  readonly family: 'IPv4' | 'IPv6'
  readonly internal: boolean
}

/** The lists of the storage that decide who belongs to the cluster, and what happened to it. */
export interface CronicleStorage {
  readonly engine: string
  /** Absolute. */
  readonly baseDir: string
  readonly servers: Read<StoredList<StoredServer>>
  readonly groups: Read<StoredList<StoredGroup>>
  /** Newest first: the first pages of `logs/activity`, rows that tell of servers. Written at any debug level. */
  readonly activity: Read<StoredList<ActivityRow>>
}

export interface StoredList<T> {
  /** File of the list's header. */
  readonly file: string
  readonly pageSize: number
  /** Pages may be negative after an unshift. */
  readonly firstPage: number
  readonly lastPage: number
  /** As the header says it; `items` is what the pages hold. */
  readonly length: number
  readonly items: readonly {readonly value: T; readonly at: RecordPosition}[]
  /** Pages that are missing or damaged. */
  readonly damage: readonly {readonly file: string; readonly problem: string}[]
}

/** Where a record stands. */
export interface RecordPosition {
  readonly file: string
  readonly page: number
  /** From 0 within its page. */
  readonly index: number
}

/** A record of `global/servers`. */
export interface StoredServer {
  readonly hostname: string
  readonly ip: string | null
}

/** A record of `global/server_groups`. */
export interface StoredGroup {
  readonly id: string
  readonly title: string
  readonly regexp: string
  /** Its members may become primary. */
  readonly primary: boolean
}

export interface CronicleLog {
  readonly source: string
  /** `console`: what the process wrote to its terminal, e.g. docker logs. */
  readonly kind: 'file' | 'console'
  /** Only the end was read. */
  readonly truncated: boolean
  /** Times of the first and last line that was looked at, kept or not; seconds since 1970. */
  readonly from: number | null
  readonly to: number | null
  readonly lines: readonly CronicleLogLine[]
}

/** One line that the dictionary knows. */
export interface CronicleLogLine {
  /** From 1; from the first line read when the log is truncated. */
  readonly number: number
  /** Seconds since 1970; null when the line has none. */
  readonly epoch: number | null
  readonly hostname: string | null
  readonly pid: number | null
  readonly component: string | null
  readonly category: string | null
  readonly code: string | null
  readonly text: string
  /** Fields of the data column that the dictionary keeps. */
  readonly data: Readonly<Record<string, string>>
}
