import type {CronicleFacts, Worker} from '../facts/cronicle/types.ts'
import type {Facts, Server} from '../facts/types.ts'

/** What a repair is worked out for. */
export interface Ailing {
  readonly facts: Facts
  /** The servers the finding is about, in the order of the data-dirs. */
  readonly servers: readonly Server[]
}

/** As `Ailing`, for Cronicle. */
export interface AilingCronicle {
  readonly facts: CronicleFacts
  /** The workers the finding is about; none when it is about the primary alone. */
  readonly workers: readonly Worker[]
}

/** A repair done by a person: sentences, and the one command that does them all where that can be said with certainty. */
export interface HandWork {
  readonly steps: readonly string[]
  /** Null when a step needs a person's eye. */
  readonly command: Command | null
}

export interface Command {
  /** What the lines do, as a sentence that ends with a colon. */
  readonly does: string
  /** Shell lines to copy. */
  readonly lines: string
}

/**
 * One way out. Data and pure functions only: nothing here acts.
 * @typeParam A what it is worked out for
 */
export interface Repair<A = Ailing> {
  readonly id: string
  readonly title: string
  /** What it changes, for the person who has to answer for it. */
  readonly touches: string
  readonly risk: 'safe' | 'disruptive' | 'data-loss'
  /** Null when it cannot be done by hand in this case. */
  readonly byHand: (ailing: A) => HandWork | null
}

export function defineRepair(repair: Repair): Repair {
  return repair
}

/** A repair of whatever scheduler, as far as it speaks of itself. */
export type AnyRepair = Repair<never>

export function defineCronicleRepair(repair: Repair<AilingCronicle>): Repair<AilingCronicle> {
  return repair
}
