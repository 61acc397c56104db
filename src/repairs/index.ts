import addAlias from './add-alias.ts'
import bootstrapExpect from './bootstrap-expect.ts'
import dataDir from './data-dir.ts'
import type {Repair} from './define-repair.ts'
import giveBackAddress from './give-back-address.ts'
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
  giveBackAddress,
  bootstrapExpect,
  dataDir,
  removePeersJson,
  peersJson,
  recoverConfiguration,
  addAlias,
  reset,
]
