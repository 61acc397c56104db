/** What a plan does to containers, as plain JSON; every step can be taken back. */

/** Everything that can be done to a container. The order in a plan: stops, then what is done to files, then the rest. */
export type ContainerAction = StopContainer | StartContainer | RecreateService | AwaitLeader | RestoreJobs

/** Which container is meant. One of compose is found again by its service, whatever its ID is by then. */
export interface ContainerRef {
  /** 64 hex digits; null for a service that has no container when the plan is made. */
  readonly id: string | null
  readonly name: string
  readonly service: {readonly project: string; readonly name: string} | null
}

/** Stops a container, and keeps a restart policy from starting it again until the plan does. */
export interface StopContainer {
  readonly kind: 'stop-container'
  readonly container: ContainerRef
}

/** Starts a container as it is. */
export interface StartContainer {
  readonly kind: 'start-container'
  readonly container: ContainerRef
  /** Data-dir on this host that it opens; null when that is not known. */
  readonly dataDir: string | null
}

/** Creates the one container of a compose service anew from the files as they are by then, and starts it. */
export interface RecreateService {
  readonly kind: 'recreate-service'
  readonly container: ContainerRef
  readonly compose: ComposeCall
  readonly dataDir: string | null
  /** An undo leaves the new container as it is: created anew from the old text it would lose its leader. */
  readonly keptByUndo: boolean
}

/** Waits until the servers in these containers agree on a leader. */
export interface AwaitLeader {
  readonly kind: 'await-leader'
  readonly containers: readonly ContainerRef[]
  /** Server IDs that have to be voters as well by then; they are taken in once a minute (Dkron leader.go `reconcile`). */
  readonly voters: readonly string[]
}

/** Gives the leader the jobs that the same plan has exported, where it has none yet, and compares what became of them. */
export interface RestoreJobs {
  readonly kind: 'restore-jobs'
  /** The export on this host, a JSON array for `POST /v1/restore`, and its SHA-256 in hex. */
  readonly file: string
  readonly sha256: string
  readonly count: number
  /** Where the same plan has written the executions, none of which goes back, and how many: with 0 the file is empty. */
  readonly executions: {readonly file: string; readonly count: number}
}

/** How compose was called for a project, and has to be again. */
export interface ComposeCall {
  readonly project: string
  readonly service: string
  /** Project folder and files, absolute. */
  readonly folder: string
  readonly files: readonly string[]
  readonly environmentFiles: readonly string[]
  /** Compose 1 and 2 name and label containers differently. */
  readonly generation: 1 | 2
}

/** What a plan that works on containers was made for, and what has to hold when it is done. */
export interface PlannedContainers {
  /** How the engine was reached; another one is refused. */
  readonly engine: string
  /** Containers of the plan as they were when it was made: another ID or state is refused. */
  readonly present: readonly {readonly id: string; readonly name: string; readonly up: boolean}[]
  /** A leader was there when the plan was made. A plan for a cluster without one is refused once there is one. */
  readonly hasLeader: boolean
  readonly verify: PlannedVerification
}

/** What has to be seen of the running servers in the end. */
export interface PlannedVerification {
  readonly servers: readonly {
    readonly container: ContainerRef
    readonly serverId: string
    readonly dataDir: string | null
    /** Its `--http-addr`, where it is asked. */
    readonly httpAddr: string
  }[]
  /** Server IDs that have to be voters of the stored configuration. */
  readonly voters: readonly string[]
  /** There may be no other voter. */
  readonly exactly: boolean
  /** Every job and execution has to be there again. */
  readonly keepsState: boolean
}
