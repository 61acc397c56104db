import type {Container} from '../../case/case.ts'
import type {EngineRow} from '../../formats/docker/decode-engine-row.ts'
import type {ComposeCall} from '../../repairs/container-actions.ts'
import type {Attempt} from '../refusal.ts'

/** The engine's own form of a restart policy. */
export interface RestartPolicy {
  readonly Name: string
  readonly MaximumRetryCount: number
}

/** A container as the engine has it now. */
export interface ControlledContainer extends Container {
  /** A process of it may have files open: it runs, is paused, or is started again by itself. */
  readonly up: boolean
  readonly policy: RestartPolicy
}

/**
 * Everything of ours that changes a container. One small object, kept apart from the `Engine` that only reads, so that
 * a test can count the calls and end the process after any of them, or lose the engine. Trouble is a value:
 * `engine-lost` when nobody answers, `engine-refused` with the engine's own words, `compose-failed` with compose's.
 */
export interface EngineControl {
  /** How the engine is reached. */
  readonly where: string
  list(): Promise<Attempt<readonly EngineRow[]>>
  /** Null when there is no such container. */
  inspect(id: string): Promise<Attempt<ControlledContainer | null>>
  /** Sends the stop signal and waits the container's own grace period; one that is stopped stays so. */
  stop(id: string): Promise<Attempt<void>>
  start(id: string): Promise<Attempt<void>>
  setRestartPolicy(id: string, policy: RestartPolicy): Promise<Attempt<void>>
  /** Compose 1 gives a container another name before it makes its successor. */
  rename(id: string, name: string): Promise<Attempt<void>>
  /** Makes the service's container what its files say, and starts it if so told; no other service is touched. */
  recreate(call: ComposeCall, start: boolean): Promise<Attempt<void>>
}
