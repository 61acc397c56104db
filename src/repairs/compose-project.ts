import {dirname} from 'node:path/posix'
import type {Server} from '../facts/types.ts'
import {shellPath, shellQuote} from './shell-quote.ts'

/** Where and how compose has to be called for a server's service. */
export interface ComposeProject {
  readonly service: string
  /** Folder to call it in, `.` for the present one. */
  readonly folder: string
  /** Program and project name; both words of the newer `docker compose`. */
  readonly program: string
  /** An override file in the folder would be read: no other than the default file is in use. */
  readonly readsOverride: boolean
}

const defaultFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']

/** A server as far as it is started by compose or Docker. */
export type StartedServer = Pick<Server, 'container' | 'compose'>

/** Null when the evidence does not show a compose file for this server. */
export function composeProjectOf(server: StartedServer): ComposeProject | null {
  const {container, compose} = server
  const label = container?.compose ?? null
  const service = compose?.service.name ?? label?.service
  if (service === undefined) return null
  const lists = [compose?.file.files, label?.files].filter(l => l !== undefined)
  const file = lists[0]?.[0]
  if (file === undefined) return null
  const folder = compose ? dirname(file) : label?.workingDir.startsWith('/') ? label.workingDir : null
  if (folder === null) return null
  const only = lists.every(l => l.length === 1) && defaultFiles.includes(file.split('/').at(-1) ?? '')
  // Compose 1 joins the parts of a container's name with underscores, compose 2 with dashes.
  const first = label !== null && container?.name === `${label.project}_${label.service}_${label.number}`
  const project = label === null ? '' : ` -p ${shellQuote(label.project)}`
  return {service, folder, program: `${first ? 'docker-compose' : 'docker compose'}${project}`, readsOverride: only}
}

/** `cd FOLDER &&` when it is not the present one. */
export function inFolder(folder: string): string {
  return folder === '.' ? '' : `cd ${shellPath(folder)} && `
}
