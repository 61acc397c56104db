import type {BalancerConfig} from '../../case/balancer.ts'
import type {Case, ComposeFile, ComposeService, Container} from '../../case/case.ts'
import type {CronicleServer, RecordPosition, StoredGroup, StoredList, StoredServer} from '../../case/cronicle.ts'
import type {LiveServer, StatusAnswer} from '../../case/cronicle-answers.ts'
import type {CronicleProbe, ProbeReason} from '../../case/cronicle-probes.ts'
import type {Read} from '../../case/read.ts'
import type {AddProblem} from '../../formats/cronicle/decode-add-problem.ts'
import type {OwnValue} from '../../formats/cronicle/own-identity.ts'

/**
 * The joined view of a Cronicle case: who the primary is, and for each worker the way of its identity: typed, reported,
 * stored, dialled, answered. Pure derivation; checks read this and nothing else.
 */
export interface CronicleFacts {
  readonly primary: Primary
  readonly workers: readonly Worker[]
  readonly cluster: CronicleCluster
}

/** A piece of evidence: where it stands and what it says. */
export interface Quote {
  readonly source: string
  readonly value: string
}

/** A value, and the evidence for it. */
export interface Known<T> {
  readonly value: T
  readonly quote: Quote
}

/** What a server calls itself. */
export interface Identity {
  readonly hostname: Known<string> | null
  readonly ip: Known<string> | null
}

export interface Primary {
  readonly label: string
  readonly server: CronicleServer | null
  readonly container: Container | null
  /** Its service in a compose file: the one its container was made from, or that mounts its folder. */
  readonly compose: {readonly file: ComposeFile; readonly service: ComposeService} | null
  /** As the running process, or the last one, says it. */
  readonly identity: Identity
  /** After the next start, by its settings; null where what decides is not known. */
  readonly next: {readonly hostname: OwnValue | null; readonly ip: OwnValue | null}
  readonly settings: PrimarySettings
  readonly records: Read<StoredList<StoredServer>>
  readonly groups: Read<StoredList<StoredGroup>>
  /** Records that stand for a primary, by name, address or group: none of them is a worker. */
  readonly ownRecords: readonly StoredRecord[]
  readonly leading: Leading
  /** Lines of a primary that shut itself down, of the last run only. */
  readonly conflicts: readonly Quote[]
  /** Worker that was taken last before that; null when no line says so. */
  readonly conflictAfter: string | null
  /** It outlived a re-creation of its container under the stored name. */
  readonly recreated: Quote | null
  /** Addresses of its host, as far as known, its own `ip` among them. */
  readonly addresses: readonly string[]
}

export interface PrimarySettings {
  /** `server_comm_use_hostnames`; null when unknown. */
  readonly useHostnames: Known<boolean> | null
  /** Port that every worker is dialled at. */
  readonly dialPort: Known<number> | null
  readonly httpPort: number | null
  /** `max_clock_drift`, seconds. */
  readonly clockDrift: number
  readonly keyMark: Known<string> | null
}

/** Whether it leads: `waits` for another primary to call, which is right for a worker only. */
export type Leading =
  | {readonly state: 'leads' | 'waits' | 'not-eligible'; readonly quotes: readonly Quote[]}
  | {readonly state: 'unknown'}

export interface StoredRecord {
  readonly value: StoredServer
  readonly at: RecordPosition
}

export interface Worker {
  /** What findings call it: stored hostname, else reported one, else the typed name, else the folder. */
  readonly label: string
  readonly server: CronicleServer | null
  readonly container: Container | null
  /** How folder and record were put together; null when there is only one of the two. */
  readonly joinedBy: 'same-identity' | 'former-identity' | 'only-pair' | null
  /** Names under which it was added, or is to be. */
  readonly typed: readonly Known<Typed>[]
  /** What it says of itself now, or said when it was added. */
  readonly reported: Identity
  /** What it will say after its next start. */
  readonly next: {readonly hostname: OwnValue | null; readonly ip: OwnValue | null}
  readonly record: StoredRecord | null
  /** Its row in get_servers; `absent` when the list was read and has none. */
  readonly live: Known<LiveServer> | 'absent' | null
  readonly dialled: Known<Dialled> | null
  readonly link: Link
  /** Failed tries to add it. */
  readonly failedAdds: readonly FailedAdd[]
  /** A try to add it of which only the request is logged. */
  readonly unanswered: Known<Typed> | null
  readonly views: readonly AddressView[]
  /** Different processes that answered at one of its addresses. */
  readonly several: SeveralProcesses | null
  /** Other workers that are dialled at the same address. */
  readonly sharesAddressWith: readonly string[]
  readonly key: {readonly state: 'same' | 'differs' | 'unknown'; readonly quotes: readonly Quote[]}
  readonly clock: ClockOffset | null
  /** `remote_server_auth_window` of the worker, seconds; null when its settings are not known. */
  readonly authWindow: Known<number> | null
}

export interface Typed {
  readonly host: string
  readonly port: number | null
}

export interface Dialled {
  readonly host: string
  readonly port: number
  /** `http://HOST:PORT`: never https (lib/comm.js, connectToSlave). */
  readonly url: string
  readonly by: 'ip' | 'hostname'
}

/** How the primary's connection to a worker fares, by live list, logs and activity. */
export interface Link {
  readonly state: 'connected' | 'failing' | 'flapping' | 'rejected' | 'absent' | 'unknown'
  readonly quotes: readonly Quote[]
  /** Words of the last failure: `timeout`, `xhr poll error` …; the reason of a rejection. */
  readonly error: string | null
  /** Every kind of failure of the last run. */
  readonly errors: readonly string[]
  /** A connection to this worker was up before, whatever came later. */
  readonly connectedBefore: Quote | null
  /** It answered over HTTP when it was added in the last run. */
  readonly addedNow: Quote | null
  /** Seconds that lost connections had lasted, as far as the lines tell. */
  readonly lasted: readonly number[]
  readonly losses: number
}

export interface FailedAdd {
  readonly problem: AddProblem
  readonly typed: Typed | null
  readonly quote: Quote
  /** The same host and port answered as a worker earlier in the log. */
  readonly workedBefore: Quote | null
}

/** What one vantage saw of one of its addresses. */
export interface AddressView {
  readonly as: ProbeReason['as']
  readonly probe: CronicleProbe
  /** It counts for what the primary would see: asked on its host or in its container. */
  readonly fromPrimary: boolean
}

export interface SeveralProcesses {
  /** `hostname, pid` of each. */
  readonly processes: readonly string[]
  readonly quotes: readonly Quote[]
}

export interface ClockOffset {
  /** Worker's clock minus primary's, seconds; without sign when only its size is known. */
  readonly seconds: number
  readonly quote: Quote
}

export interface CronicleCluster {
  readonly balancers: readonly BalancerConfig[]
  readonly answers: readonly Known<StatusAnswer>[]
  /** Somebody said something: an answer of the API was given or got. */
  readonly known: boolean
  readonly offline: boolean
  readonly unread: Case['unread']
}
