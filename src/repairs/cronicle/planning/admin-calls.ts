import type {CronicleFacts} from '../../../facts/cronicle/types.ts'
import {shellQuote} from '../../shell-quote.ts'

/** Servers are removed and added by a running primary only: on its web page, or by these calls of its API. */
export function adminCalls(
  {primary}: CronicleFacts,
  {remove, add}: {readonly remove: readonly string[]; readonly add: readonly string[]},
): readonly string[] {
  if (remove.length + add.length === 0) return []
  const port = primary.settings.httpPort ?? 3012
  const call = (name: string, hostname: string) =>
    `curl -sS -H "X-API-Key: $CRONICLE_API_KEY" -H 'Content-Type: application/json' -d ${shellQuote(JSON.stringify({hostname}))} http://localhost:${port}/api/app/${name}`
  const words = [
    ...(remove.length > 0 ? [`remove ${remove.join(', ')}`] : []),
    ...(add.length > 0 ? [`add ${add.join(', ')}`] : []),
  ]
  return [
    `On the web page of the primary (Admin, Servers) ${words.join(', then ')}. Or on its host, with the key of an administrator in CRONICLE_API_KEY:`,
    ...remove.map(name => call('remove_server', name)),
    ...add.map(name => call('add_server', name)),
  ]
}
