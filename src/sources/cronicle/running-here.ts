import {existsSync, readFileSync, statSync} from 'node:fs'
import {hostname, networkInterfaces} from 'node:os'
import {join} from 'node:path'
import type {CronicleInterface, CronicleServer, CronicleVariable} from '../../case/cronicle.ts'
import {notCollected, read} from '../../case/read.ts'
import {isKnownSetting} from '../../formats/cronicle/known-settings.ts'
import {variablesIn} from '../../formats/cronicle/override.ts'
import {markSecret} from '../../formats/cronicle/secret-mark.ts'

/** What the system gives a server that decides what it calls itself. */
export type Surroundings = Pick<CronicleServer, 'environment' | 'osHostname' | 'interfaces'>

const unknownSurroundings: Surroundings = {
  environment: notCollected,
  osHostname: notCollected,
  interfaces: notCollected,
}

/**
 * Host name, addresses and environment of the process that a folder's pid file names, when it runs on this host;
 * without one those of this host when the folder is known to belong to it. A copy from elsewhere tells nothing of them.
 */
export function surroundingsOf(root: string, belongsHere: boolean): Surroundings {
  const pid = pidOfServer(root)
  const running = pid !== null && sharesNamespace(pid)
  if (!running && !belongsHere) return unknownSurroundings
  const environment = running ? environmentOf(pid) : null
  return {
    environment: environment === null ? notCollected : read(environment),
    osHostname: read(hostname()),
    interfaces: read(interfacesHere()),
  }
}

/** The server that runs in a folder on this host, in whatever network; null when none does. */
export function pidOfServer(root: string): number | null {
  const pid = pidIn(join(root, 'logs/cronicled.pid'))
  return pid !== null && isCronicle(pid) ? pid : null
}

function pidIn(file: string): number | null {
  const text = readText(file)?.trim() ?? ''
  return /^\d{1,10}$/.test(text) ? Number(text) : null
}

/** Cronicle names its process "Cronicle Server" once it is up; before that its command line shows it. */
function isCronicle(pid: number): boolean {
  return /cronicle/i.test(readText(`/proc/${pid}/cmdline`) ?? '')
}

/** A process in a container has a host name and addresses of its own. */
function sharesNamespace(pid: number): boolean {
  return (
    existsSync(`/proc/${pid}`) && ['uts', 'net'].every(ns => sameLink(`/proc/${pid}/ns/${ns}`, `/proc/self/ns/${ns}`))
  )
}

function sameLink(a: string, b: string): boolean {
  try {
    return statKey(a) === statKey(b)
  } catch {
    return false
  }
}

function statKey(path: string): string {
  const {dev, ino} = statSync(path)
  return `${dev}:${ino}`
}

function environmentOf(pid: number): readonly CronicleVariable[] | null {
  const text = readText(`/proc/${pid}/environ`)
  return text === null ? null : variablesIn(text.split('\0'), markSecret, isKnownSetting)
}

function interfacesHere(): readonly CronicleInterface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({address, family, internal}) => ({name, address, family, internal})),
  )
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
