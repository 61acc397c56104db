import {basename} from 'node:path/posix'
import {composeProjectOf, inFolder, type StartedServer} from './compose-project.ts'
import {shellPath, shellQuote} from './shell-quote.ts'

/** Names that compose finds in a folder by itself, overrides included. */
const foundByCompose = /^(docker-)?compose(\.override)?\.ya?ml$/

/** Commands that start these servers again: with compose, else each container; those known neither way are left out. */
export function startLines(servers: readonly StartedServer[]): readonly string[] {
  const groups = new Map<string, string[]>()
  const containers: string[] = []
  for (const server of servers) {
    const call = composeCall(server)
    const service = composeProjectOf(server)?.service
    if (call !== null && service !== undefined) groups.set(call, [...(groups.get(call) ?? []), shellQuote(service)])
    else if (server.container) containers.push(shellQuote(server.container.name))
  }
  const lines = [...groups].map(([call, services]) => `${call} up -d ${[...new Set(services)].join(' ')}`)
  return containers.length > 0 ? [...lines, `docker start ${containers.join(' ')}`] : lines
}

/** The same for stopping. */
export function stopLines(servers: readonly StartedServer[]): readonly string[] {
  return startLines(servers).map(line => line.replace(' up -d ', ' stop ').replace(/^docker start /, 'docker stop '))
}

/** Commands that remove the containers of their projects, and the networks: made anew these get what the file says. */
export function downLines(servers: readonly StartedServer[]): readonly string[] {
  return [...new Set(servers.flatMap(server => composeCall(server) ?? []))].map(call => `${call} down`)
}

function composeCall(server: StartedServer): string | null {
  const project = composeProjectOf(server)
  if (project === null) return null
  const files = server.compose?.file.files ?? server.container?.compose?.files ?? []
  const found = files.every(f => foundByCompose.test(basename(f)))
  const named = found ? '' : files.map(f => ` -f ${shellPath(f)}`).join('')
  return `${found ? inFolder(project.folder) : ''}${project.program}${named}`
}
