import type {Worker} from '../../../facts/cronicle/types.ts'

/** What of a record is no longer what the worker reports; null when all of it is, or one of the two is not known. */
export function staleParts(worker: Worker): {readonly hostname: boolean; readonly ip: boolean} | null {
  const {record, reported} = worker
  if (record === null) return null
  const hostname = reported.hostname !== null && reported.hostname.value !== record.value.hostname
  const ip = reported.ip !== null && record.value.ip !== null && reported.ip.value !== record.value.ip
  return hostname || ip ? {hostname, ip} : null
}

/** The part that is dialled differs from what the worker reports, and the worker is not connected. */
export function isStaleRecord(worker: Worker): boolean {
  const stale = staleParts(worker)
  if (stale === null || worker.link.state === 'connected') return false
  return worker.dialled === null || (worker.dialled.value.by === 'hostname' ? stale.hostname : stale.ip)
}
