import {readValue} from '../case/read.ts'
import {isAtLeast, looksUpAddresses, releaseOf} from '../checks/no-leader/rules/released-behaviour.ts'
import type {Server} from '../facts/types.ts'
import {composeProjectOf, inFolder} from './compose-project.ts'
import type {Command} from './define-repair.ts'
import {nameOrigin} from './name-origin.ts'

/** A server and the server ID it is to have from now on. */
export interface Pin {
  readonly server: Server
  readonly serverId: string
}

/** Where to write the ID, as one sentence. */
export function pinSentence({server, serverId}: Pin): string {
  const present = readValue(server.identity)
  const flag = `--node-name=${serverId}`
  const origin = present?.from.origin.kind
  const instead = origin === 'flag' ? `change ${present?.from.origin.text} to ${flag}` : null
  const place = present?.from.origin.place
  if (origin === 'config-file' && place) {
    return `In ${place.file}, line ${place.line}, of ${server.label}: change node-name to "${serverId}".`
  }
  const variable = origin === 'environment' ? `set DKRON_NODE_NAME to ${serverId}` : null
  if (server.compose) {
    const {service} = server.compose
    const written = present?.place ?? service.command?.place ?? service.place
    const inFile = nameOrigin(server) === 'flag' ? `change --node-name to ${flag}` : null
    const add = `add ${flag} to the command, or hostname: "${serverId}" to the service`
    const change = instead ?? inFile ?? variable ?? add
    return `In ${written.file}, service "${service.name}" (line ${written.line}): ${change}.`
  }
  if (server.container) {
    const change = instead ?? variable ?? `add ${flag} to its command, or --hostname ${serverId} before the image`
    return `Create container ${server.container.name} anew with the same volumes and settings, and ${change}.`
  }
  return `Server of ${server.label}: add ${flag} to its command, or node-name: "${serverId}" to its dkron.yml.`
}

/**
 * Shell lines that write the IDs into a new compose override file and re-create the servers, or null when that
 * cannot be said with certainty: another override may be in use, a flag outranks both ways, or the data-dir may
 * not outlive the container.
 */
export function pinCommand(pins: readonly Pin[]): Command | null {
  if (pins.some(pin => dialsStoredAddresses(pin.server))) return null
  const projects = pins.map(pin => ({pin, project: composeProjectOf(pin.server)}))
  const first = projects[0]?.project
  if (!first) return null
  const entries: string[] = []
  for (const {pin, project} of projects) {
    const setting = overrideSetting(pin)
    if (setting === null || project === null || !project.readsOverride) return null
    if (project.folder !== first.folder || project.program !== first.program) return null
    entries.push(`  ${project.service}:\\n    ${setting}\\n`)
  }
  const services = projects.map(p => p.project?.service).join(' ')
  const many = pins.length > 1
  return {
    does: `Write the ${many ? 'IDs' : 'ID'} into a new override file (one that is there already is kept, and nothing is done), and create the ${many ? 'containers' : 'container'} anew with it:`,
    // noclobber, in a subshell: it must not outlive the command.
    lines: [
      `${inFolder(first.folder)}(set -C; printf 'services:\\n${entries.join('')}' \\`,
      '  > docker-compose.override.yml) && \\',
      `  ${first.program} up -d ${services}`,
    ].join('\n'),
  }
}

/** A new container may get a new address, which releases before 4.0.0 never find among several voters. */
function dialsStoredAddresses(server: Server): boolean {
  const voters = (readValue(server.configuration)?.servers ?? []).filter(s => s.suffrage === 'Voter')
  return voters.length > 1 && isAtLeast(server, looksUpAddresses) !== true
}

/** What else has to stay when the containers are created anew; null when nothing has. */
export function addressCaution(pins: readonly Pin[]): string | null {
  const server = pins.find(pin => dialsStoredAddresses(pin.server))?.server
  if (!server) return null
  const release = readValue(server.version) ? releaseOf(server) : `Dkron before ${looksUpAddresses}`
  return `${release} dials the stored addresses: each server needs its stored address as well (ipv4_address: in the compose file).`
}

/** How the servers are started again once the ID is written. */
export function startSentence(pins: readonly Pin[]): string {
  const projects = pins.map(pin => composeProjectOf(pin.server))
  const [first] = projects
  const same = first && projects.every(p => p?.folder === first.folder && p.program === first.program)
  const all = pins.length > 1
  const how = same ? ` (${first.program} up -d ${projects.map(p => p?.service).join(' ')})` : ''
  return all
    ? `Start all of them again${how}: a leader is elected within seconds.`
    : `Start it again${how}: it elects itself within seconds.`
}

/** The YAML that sets the ID, by the way that outranks where the present one comes from. */
function overrideSetting({server, serverId}: Pin): string | null {
  const origin = readValue(server.identity)?.from.origin.kind
  const service = server.compose?.service
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(serverId)) return null
  if (!server.container || server.joinedBy === 'only-pair' || server.joinedBy === null) return null
  if ((service?.replicas?.value ?? 1) !== 1 || service?.networkMode || server.container.networkMode === 'host')
    return null
  if (origin === 'hostname') return /^[A-Za-z0-9-]{1,63}$/.test(serverId) ? `hostname: "${serverId}"` : null
  return origin === 'environment' || origin === 'config-file' ? `environment: {DKRON_NODE_NAME: "${serverId}"}` : null
}
