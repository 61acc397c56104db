import type {Server} from '../server.ts'
import type {Answer, Call} from './calls.ts'
import {requireAdmin} from './require-admin.ts'

export async function getServers(server: Server, call: Call): Promise<Answer> {
  const admin = await requireAdmin(server, call)
  return 'refused' in admin ? admin.refused : {body: {code: 0, servers: server.workers.rows()}}
}
