import type {RaftServer} from '../formats/raft/types.ts'
import type {ContainerAction, PlannedContainers} from './container-actions.ts'
import type {PlannedPrimary, PrimaryCall} from './primary-calls.ts'

/**
 * A plan: everything a repair will do, worked out beforehand, as plain JSON. What is not in the plan is not done.
 * All paths are absolute and free of symbolic links; indexes and terms are decimal strings.
 */
export interface Plan {
  readonly schemaVersion: 1
  /** First 16 hex digits of the SHA-256 of everything else in it (`sealPlan`): a plan edited by hand is not run. */
  readonly id: string
  /** Id of the repair, e.g. `recover-configuration`. */
  readonly strategy: string
  readonly title: string
  readonly risk: 'safe' | 'disruptive' | 'data-loss'
  /** For a plan that loses data: the server's name, which has to be typed. */
  readonly confirm?: string
  /** Fingerprints of the findings it answers. */
  readonly findings: readonly string[]
  /** Data-dirs it works on: locked throughout and backed up whole. */
  readonly stores: readonly PlannedStore[]
  /** Every file the plan was computed from, or will touch, as it was then. */
  readonly inputs: readonly PlanInput[]
  readonly steps: readonly PlanStep[]
  /** Servers that the operator has to have stopped, and that may not run while files change; missing when none. */
  readonly stopped?: readonly StoppedServer[]
  /** Set when the plan stops, starts or creates containers; without it no container is touched. */
  readonly containers?: PlannedContainers
  /** Set when the plan calls the API of a Cronicle primary; that takes an administrator's key, which is in no plan. */
  readonly primary?: PlannedPrimary
  /** What stays, and what is lost, in sentences. */
  readonly kept: readonly string[]
  readonly lost: readonly string[]
  /** Why it must not be run; empty for a plan that may. */
  readonly refusals: readonly string[]
  /** What the operator does afterwards: commands or sentences. */
  readonly next: readonly string[]
}

export interface PlannedStore {
  readonly dataDir: string
  /** The file whose lock the scheduler holds while it runs; null when there is none. */
  readonly raftDb: string | null
}

/** A Cronicle server that keeps what it has read in memory, and would write that over what a plan writes. */
export interface StoppedServer {
  readonly folder: string
  /** Where its records lie. */
  readonly dataDir: string
  /** Its port on this host, and the names it would answer with. */
  readonly port: number
  readonly hostnames: readonly string[]
}

export interface PlanInput {
  readonly path: string
  /**
   * SHA-256 of the content in hex; `absent` = nothing may stand there; `in-use` = a raft.db that a scheduler had open,
   * whose bytes change all the time: the entries it held count instead (`GrowingLog`).
   */
  readonly sha256: string | 'absent' | 'in-use'
}

export interface PlanStep<A extends Action = Action> {
  /** Unique within the plan. */
  readonly id: string
  readonly title: string
  readonly action: A
  /** What changes, as text for a person: a unified diff, or the configuration before and after. */
  readonly diff: string
  /** How it is taken back, in a sentence. */
  readonly undo: string
}

export type Action = FileAction | ContainerAction | PrimaryCall

/** Everything that can be done to a disk. */
export type FileAction = RewriteRaftDb | WriteFile | EditText | ExportState | RemoveFile | MoveAside

/** Writes raft.db anew with all its entries and one configuration entry more. */
export interface RewriteRaftDb {
  readonly kind: 'rewrite-raft-db'
  readonly path: string
  readonly change: ConfigurationChange
}

/** The appended entry (raft-format: the newest configuration entry is the one elections use). */
export interface ConfigurationChange {
  readonly servers: readonly RaftServer[]
  /** Snapshot Raft will load: where an empty or shorter log goes on; null when there is none. */
  readonly snapshot: {readonly index: string; readonly term: string} | null
  /** Index and term the plan was shown with; another result is refused, with `mayGrow` a lower one. */
  readonly index: string
  readonly term: string
  /** A scheduler ran on one of the stores when the plan was made, and may write on until it is stopped. */
  readonly mayGrow?: GrowingLog
}

/**
 * What has to be the same once the schedulers are stopped. An entry at some index and term is the same in every log
 * that has it, and so is everything before it (Raft's log matching): only behind it may there be more.
 */
export interface GrowingLog {
  /** Term of the last entry, or snapshot, there was: the one before the planned index. */
  readonly lastTerm: string
  /** Index of the configuration in force. */
  readonly configuration: string
}

/** Puts text (UTF-8) at a path, in place of a file or as a new one. */
export interface WriteFile {
  readonly kind: 'write-file'
  readonly path: string
  readonly text: string
  /** For a new file: permission bits, and the file or folder whose owner it gets. A replaced file keeps its own. */
  readonly ifNew: {readonly mode: number; readonly ownerOf: string}
}

/**
 * Replaces stretches of a text file (UTF-8). What else stands in the file is never in the plan: it may hold keys and
 * passwords, and a plan is saved, shown and kept.
 */
export interface EditText {
  readonly kind: 'edit-text'
  readonly path: string
  /** In UTF-16 units of the old text; in order, and apart from each other. */
  readonly splices: readonly {readonly from: number; readonly to: number; readonly insert: string}[]
  /** Of the whole new text, in hex. */
  readonly sha256: string
}

/** Writes the jobs (JSON for `POST /v1/restore`) or the executions (one JSON a line) of a data-dir as a new file. */
export interface ExportState {
  readonly kind: 'export-state'
  readonly path: string
  readonly dataDir: string
  readonly content: 'jobs' | 'executions'
  /** Release whose rules count, e.g. `3.2.7`; null when it is not known. */
  readonly release: string | null
  /** Of the whole text, in hex: what the plan was shown with, another text is refused. */
  readonly sha256: string
  readonly ifNew: WriteFile['ifNew']
}

/** Takes a file away, by giving it another name in the same folder. */
export interface RemoveFile {
  readonly kind: 'remove-file'
  readonly path: string
}

/** Puts a folder out of the way, by giving it another name in the same folder. */
export interface MoveAside {
  readonly kind: 'move-aside'
  readonly path: string
}
