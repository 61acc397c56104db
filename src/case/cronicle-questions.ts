import type {Container} from './case.ts'
import type {CronicleProbe} from './cronicle-probes.ts'

/** An address to be asked, and why. */
export type CronicleTarget = Pick<CronicleProbe, 'target' | 'reasons'>

/** What is worth asking of a Cronicle cluster, by what is known of it so far. */
export interface CronicleQuestions {
  /** Addresses that a primary would dial, and those that lead to its workers. */
  readonly targets: readonly CronicleTarget[]
  readonly primary: {
    readonly label: string
    readonly container: Container | null
    /** Absolute; null when only Docker showed it. */
    readonly folder: string | null
    /** Of its machine, loopback left out: a host that carries one of them asks as the primary would. */
    readonly addresses: readonly string[]
    /** Where its API listens, e.g. `http://10.20.0.10:3012`. */
    readonly api: readonly string[]
  }
}
