import type {Balancer} from './balancers.ts'
import type {ServerSettings} from './machine.ts'
import type {HostName, Wiring} from './network.ts'

export type Worker = 'w1' | 'w2'

/** What is done, in order, after all servers that are not `later` have started. */
export type Step =
  /** As a user does it: with an API key, at the primary. `says`: the error it is answered with. */
  | {readonly add: string; readonly says?: string}
  /** The primary ends of it, before or after it has answered. */
  | {readonly add: string; readonly fatal: true}
  | {readonly remove: string; readonly says?: string}
  /** What still runs there is stopped first. */
  | {readonly start: 'p1' | Worker}
  | {readonly stop: 'p1' | Worker}
  /** Stopped, changed, started again in its folder. */
  | {readonly restart: 'p1' | Worker; readonly as: ServerSettings}
  /** On a stopped primary. */
  | {readonly edit: readonly object[]}
  | {readonly block: 'drop' | 'reject'}
  | {readonly reload: 'balancer'}
  | {readonly unplug: HostName}
  | {readonly wait: Seen}

/** What is seen of the primary. Everything is waited for. */
export interface Seen {
  /** `elected` when not said. `gone`: it has shut down, and no longer listens. */
  readonly primary?: 'elected' | 'waiting' | 'gone'
  /** By get_servers: name → state, for the workers that matter. */
  readonly live?: Readonly<Record<string, 'online' | 'offline' | 'absent'>>
  /** Each is in the log of that server. */
  readonly log?: Partial<Readonly<Record<'p1' | Worker, readonly string[]>>>
  /** Global/servers as it is stored: hostname → ip. */
  readonly records?: Readonly<Record<string, string>>
}

export interface Scenario {
  /** A captured case's name, where one was captured. */
  readonly name: string
  /** What `doctor worker-reachability` must say; cause is null without an error. */
  readonly expected: {readonly verdict: 'healthy' | 'at-risk' | 'broken'; readonly cause: string | null}
  /** The one finding that a verdict of at-risk rests on. */
  readonly warning?: string
  /** What the doctor is given besides the primary's folder and an API key, where these and its probes do not decide. */
  readonly given?: readonly string[]
  readonly balancer?: Balancer
  readonly wiring?: Wiring
  readonly primary?: ServerSettings
  /** None are there when not named. `later`: started by a step only. */
  readonly workers?: Partial<Readonly<Record<Worker, ServerSettings & {readonly later?: boolean}>>>
  /** Primary's first records are made by its own setup under this name of its machine; usually by its usual name. */
  readonly setup?: {readonly os: string; readonly env?: Readonly<Record<string, string>>; readonly config?: object}
  readonly steps?: readonly Step[]
  readonly sees: Seen
  /** Its time limits are so short that other scenarios must not run beside it. */
  readonly alone?: true
  /** Seconds through which no worker may be lost afterwards. */
  readonly steady?: number
}
