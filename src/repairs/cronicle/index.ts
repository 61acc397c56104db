import type {AilingCronicle, Repair} from '../define-repair.ts'
import primaryHostname from './primary-hostname.ts'
import remoteServerPort from './remote-server-port.ts'
import serverRecords from './server-records.ts'
import workerIdentity from './worker-identity.ts'

/** Every repair a check of Cronicle may name. */
export const cronicleRepairs: readonly Repair<AilingCronicle>[] = [
  workerIdentity,
  primaryHostname,
  serverRecords,
  remoteServerPort,
]
