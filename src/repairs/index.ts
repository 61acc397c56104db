import addAlias from './add-alias.ts'
import type {Repair} from './define-repair.ts'
import peersJson from './peers-json.ts'
import pinId from './pin-id.ts'
import pinOldId from './pin-old-id.ts'
import recoverConfiguration from './recover-configuration.ts'
import removePeersJson from './remove-peers-json.ts'
import reset from './reset.ts'

/** Every repair a check may name. */
export const repairs: readonly Repair[] = [
  pinOldId,
  pinId,
  removePeersJson,
  peersJson,
  recoverConfiguration,
  addAlias,
  reset,
]
