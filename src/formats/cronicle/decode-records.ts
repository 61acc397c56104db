import type {StoredGroup, StoredServer} from '../../case/cronicle.ts'
import type {ActivityRow} from '../../case/cronicle-answers.ts'
import {numberOf, objectOf, textOf} from '../json-shape.ts'

/** A record of `global/servers`; null when it has no hostname, which Cronicle never writes. */
export function decodeStoredServer(item: unknown): StoredServer | null {
  const {hostname, ip} = objectOf(item)
  const name = textOf(hostname)
  return name === null ? null : {hostname: name, ip: textOf(ip)}
}

/** A record of `global/server_groups`. */
export function decodeStoredGroup(item: unknown): StoredGroup | null {
  const {id, title, regexp, master} = objectOf(item)
  const pattern = textOf(regexp)
  if (pattern === null) return null
  return {id: textOf(id) ?? '', title: textOf(title) ?? '', regexp: pattern, primary: Boolean(master)}
}

/** Actions of the activity log that tell of servers; `error` rows carry their sentence. */
const telling = /^(?:server_(?:add|remove|enable|disable|master)|error)$/

/**
 * A row of the activity log without headers, keys and users. `ip` is left out on purpose: for actions of a person it is
 * that person's address (lib/engine.js, logActivity).
 */
export function decodeActivityRow(item: unknown): ActivityRow | null {
  const {epoch, action, hostname, description} = objectOf(item)
  const when = numberOf(epoch)
  const what = textOf(action)
  if (when === null || what === null || !telling.test(what)) return null
  return {epoch: when, action: what, hostname: textOf(hostname), description: textOf(description)}
}
