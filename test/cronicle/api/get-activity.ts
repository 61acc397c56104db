import type {Server} from '../server.ts'
import type {Answer, Call} from './calls.ts'
import {requireAdmin} from './require-admin.ts'

export async function getActivity(server: Server, call: Call): Promise<Answer> {
  const admin = await requireAdmin(server, call)
  if ('refused' in admin) return admin.refused
  const {offset = 0, limit = 50} = call.params
  const rows = await server.storage.list('logs/activity', Number(offset), Number(limit))
  return {body: rows ? {code: 0, rows: rows.items, list: rows.header} : {code: 0, rows: [], list: {length: 0}}}
}
