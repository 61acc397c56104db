import type {CronicleFacts} from '../../../facts/cronicle/types.ts'
import {callLine} from '../call-line.ts'

/** Servers are removed and added by a running primary only: on its web page, or by these calls of its API. */
export function adminCalls(
  {primary}: CronicleFacts,
  {remove, add}: {readonly remove: readonly string[]; readonly add: readonly string[]},
): readonly string[] {
  if (remove.length + add.length === 0) return []
  const port = primary.settings.httpPort ?? 3012
  const base = `http://localhost:${port}`
  const words = [
    ...(remove.length > 0 ? [`remove ${remove.join(', ')}`] : []),
    ...(add.length > 0 ? [`add ${add.join(', ')}`] : []),
  ]
  return [
    `On the web page of the primary (Admin, Servers) ${words.join(', then ')}. Or on its host, with the key of an administrator in CRONICLE_API_KEY:`,
    ...remove.map(name => callLine(base, 'remove_server', name)),
    ...add.map(name => callLine(base, 'add_server', name)),
  ]
}
