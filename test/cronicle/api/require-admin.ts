import type {Activity} from '../activity.ts'
import type {Server} from '../server.ts'
import type {Answer, Call} from './calls.ts'
import {refuse} from './refuse.ts'

interface ApiKey {
  readonly key: string
  readonly title: string
  readonly active?: number
  readonly privileges: Readonly<Record<string, number>>
}

/** Who calls, when an API key in the header, body or query is an administrator's; else the refusal. */
export async function requireAdmin(server: Server, call: Call): Promise<{by: Activity} | {refused: Answer}> {
  const key = call.headers['x-api-key'] ?? call.params.api_key ?? call.query.get('api_key')
  if (!key) return refused(server, 'session', 'No Session ID or API Key could be found')
  const keys = await server.storage.list<ApiKey>('global/api_keys')
  // A worker has no such list.
  if (!keys) return refused(server, 'session', `API Key is invalid: ${key}`)
  const stored = keys.items.find(k => k.key === String(key))
  if (!stored) return refused(server, 'api', `Invalid API Key: ${key}`)
  if (!stored.active) return refused(server, 'api', `API Key is disabled: ${key}`)
  if (!stored.privileges.admin) return refused(server, 'user', 'User is not an administrator: undefined')
  return {by: {ip: call.ip, headers: call.headers, api_key: stored.key, api_title: stored.title}}
}

function refused(server: Server, code: string, description: string): {refused: Answer} {
  return {refused: refuse(server, code, description)}
}
