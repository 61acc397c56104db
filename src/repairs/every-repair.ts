import {cronicleRepairs} from './cronicle/index.ts'
import type {AnyRepair} from './define-repair.ts'
import {repairs} from './index.ts'

/** The repairs of all schedulers, for whoever only says what they are. */
export const everyRepair: readonly AnyRepair[] = [...repairs, ...cronicleRepairs]
