import type {Server} from '../server.ts'
import type {Answer, Call} from './calls.ts'
import {missingParam, notPrimary, refuse} from './refuse.ts'
import {requireAdmin} from './require-admin.ts'

export async function removeServer(server: Server, call: Call): Promise<Answer> {
  const barred = notPrimary(server, call) ?? missingParam(server, call, {hostname: /\S/})
  if (barred) return barred
  // Lower case here, and as reported in the table: a worker that reports capitals can never be removed.
  const hostname = String(call.params.hostname).toLowerCase()
  const admin = await requireAdmin(server, call)
  if ('refused' in admin) return admin.refused
  if (hostname === server.identity.hostname) {
    return refuse(server, 'server', `Cannot remove current master server: ${hostname}`)
  }
  if (!server.workers.has({hostname})) return refuse(server, 'server', `Server not found in cluster: ${hostname}`)
  server.log.debug(4, `Removing remote slave server from cluster: ${hostname}`)
  server.workers.remove(hostname, admin.by)
  await server.storage.remove('global/servers', {hostname}).catch(() => {})
  return {body: {code: 0}}
}
