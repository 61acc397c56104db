import type {Worker} from '../../../facts/cronicle/types.ts'

export function isLoopback(host: string): boolean {
  return /^127\.|^(?:::1|0\.0\.0\.0|::|localhost)$|\.localhost$/i.test(host.replace(/^\[|\]$/g, ''))
}

export function isAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || host.includes(':')
}

/** Addresses that mean something inside of one network only. */
export function isPrivate(host: string): boolean {
  return /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe80)/i.test(
    host,
  )
}

/** The address is the worker's own, given by its system: nobody set `ip` to it. */
export function isOwnInterface(worker: Worker): boolean {
  const {ip} = worker.next
  return ip !== null && ip.from.kind === 'os' && ip.value === worker.dialled?.value.host
}

/** The name that was typed is the one that is dialled, so the same way carried the HTTP call of the add. */
export function dialsTypedName(worker: Worker): boolean {
  const host = worker.dialled?.value.host.toLowerCase()
  return worker.typed.some(t => t.value.host.toLowerCase() === host)
}
