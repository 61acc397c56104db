import type {ComposeFile, ComposeService, DataDir, Place} from '../../case/case.ts'
import type {CronicleServer} from '../../case/cronicle.ts'
import type {DkronSettings, DkronVersion} from '../../formats/dkron/types.ts'
import type {StoredConfiguration} from '../../formats/raft/types.ts'
import type {PlannedId} from '../planned-id.ts'
import type {Facts} from '../types.ts'

/** What is written down for the next containers, joined with the data that waits for them. No process is looked at. */
export interface PreflightFacts {
  /** Services that run a Dkron server, in the order of the files. */
  readonly servers: readonly PlannedServer[]
  /** Every data-dir that was found, as `doctor no-leader` would see it. */
  readonly stores: readonly FoundStore[]
  /** Services that run Cronicle, and Cronicle folders that belong to none. */
  readonly cronicle: readonly PlannedCronicle[]
  readonly files: readonly ComposeFile[]
  readonly unread: readonly {readonly where: string; readonly reason: string}[]
}

export interface PlannedServer {
  /** `compose.yml#dkron`: unique among all files, and stable. */
  readonly subject: string
  readonly file: ComposeFile
  readonly service: ComposeService
  readonly settings: DkronSettings
  /** Null when a config file that could not be read may name it, or the host does. */
  readonly plannedId: PlannedId | null
  /** Null when neither the image nor the operator names a release. */
  readonly version: DkronVersion | null
  readonly data: PlannedData
  /** The data-dir that the service will find; null when there is none yet or none that can be read here. */
  readonly dataDir: DataDir | null
  /** What that data-dir knows; null when nothing is known. */
  readonly stored: StoredConfiguration | null
}

/** Where the next container keeps its data. */
export type PlannedData =
  /** Outlives the container. `source` is equal for services that would share it. */
  | {readonly kind: 'kept'; readonly source: string; readonly place: Place}
  | {
      readonly kind: 'lost'
      readonly why: 'no-volume' | 'elsewhere' | 'tmpfs' | 'anonymous'
      readonly place: Place
      /** Where the service mounts something. */
      readonly targets: readonly string[]
    }

export interface FoundStore {
  readonly dataDir: DataDir
  readonly stored: StoredConfiguration | null
  /** One server: this data-dir, and its service when there is one. */
  readonly facts: Facts
  /** A service of the files that were read will find it. */
  readonly planned: boolean
}

export interface PlannedCronicle {
  /** `compose.yml#cronicle`, or the folder. */
  readonly subject: string
  /** Null for a folder that no service mounts. */
  readonly plan: {readonly file: ComposeFile; readonly service: ComposeService} | null
  readonly server: CronicleServer
}
