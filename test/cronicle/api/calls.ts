import type {IncomingHttpHeaders, OutgoingHttpHeaders} from 'node:http'
import type {Server} from '../server.ts'
import {addServer} from './add-server.ts'
import {checkAddServer} from './check-add-server.ts'
import {clientConfig} from './client-config.ts'
import {getActivity} from './get-activity.ts'
import {getServers} from './get-servers.ts'
import {removeServer} from './remove-server.ts'
import {status} from './status.ts'

export interface Call {
  /** The JSON body; the query is no part of it. */
  readonly params: Readonly<Record<string, unknown>>
  readonly query: URLSearchParams
  readonly ip: string
  readonly headers: IncomingHttpHeaders
  readonly url: string
}

export interface Answer {
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders
  /** Text as it goes out, or what becomes JSON. */
  readonly body: string | object
}

const calls: Readonly<Record<string, (server: Server, call: Call) => Answer | Promise<Answer>>> = {
  status,
  config: clientConfig,
  ping: () => ({body: {code: 0}}),
  check_add_server: checkAddServer,
  add_server: addServer,
  remove_server: removeServer,
  get_servers: getServers,
  get_activity: getActivity,
}

export async function answerCall(server: Server, name: string, call: Call): Promise<Answer> {
  const answer = calls[name]
  return answer ? answer(server, call) : {body: {code: 1, description: `Unsupported API: app/api_${name}`}}
}

export const uncached: OutgoingHttpHeaders = {
  'Cache-Control': 'no-cache, no-store, must-revalidate, proxy-revalidate',
  Expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
}
