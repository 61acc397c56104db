import {askJson} from '../ask-json.ts'
import {now} from '../clock.ts'
import {digest} from '../digest.ts'
import type {Identity} from '../own-identity.ts'
import type {Server} from '../server.ts'
import type {Answer, Call} from './calls.ts'
import {missingParam, notPrimary, refuse} from './refuse.ts'
import {requireAdmin} from './require-admin.ts'

/** Asks the typed name who it is, forgets the typed name, and keeps what was answered. */
export async function addServer(server: Server, call: Call): Promise<Answer> {
  const {log, storage, workers} = server
  const barred = notPrimary(server, call) ?? missingParam(server, call, {hostname: /\S/})
  if (barred) return barred
  const typed = String(call.params.hostname).toLowerCase()
  const admin = await requireAdmin(server, call)
  if ('refused' in admin) return admin.refused
  if (workers.has({hostname: typed})) return refuse(server, 'server', `Server is already in cluster: ${typed}`)

  const asked = await askWorker(server, typed)
  if ('error' in asked) return refuse(server, 'server', asked.error)
  const {hostname, ip} = asked
  if (workers.has({hostname})) return refuse(server, 'server', `Server is already in cluster: ${hostname}`)
  if (workers.has({ip})) return refuse(server, 'server', `Server is already in cluster: ${hostname} (${ip})`)

  log.debug(4, `Adding remote slave server to cluster: ${hostname}`, {hostname, ip})
  workers.add({hostname, ip}, admin.by)
  const stored = await storage.find<Identity>('global/servers', {hostname})
  if (!stored) await storage.push('global/servers', {hostname, ip})
  return {body: {code: 0}}
}

async function askWorker({config, identity, log}: Server, typed: string): Promise<Identity | {error: string}> {
  const port = config.remote_server_port || config.WebServer.http_port
  const url = `http://${typed}${port === 80 ? '' : `:${port}`}/api/app/check_add_server`
  const at = Math.floor(now())
  const token = digest(identity.hostname + at + config.secret_key)
  log.debug(9, `Sending API request to remote server: ${url}`)
  const answer = await askJson(url, {master: identity.hostname, now: at, token})
  if ('error' in answer) return {error: `Failed to contact server: ${answer.error}`}
  const {code, description, hostname, ip} = answer.json
  if (answer.status !== 200)
    return {error: `Failed to contact server: ${typed}: HTTP ${answer.status} ${answer.reason}`}
  if (code !== 0) return {error: `Failed to add server to cluster: ${typed}: ${description}`}
  return {hostname: String(hostname), ip: String(ip)}
}
