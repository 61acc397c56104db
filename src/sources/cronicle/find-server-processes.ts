import {readdirSync, readFileSync, statSync} from 'node:fs'
import {basename} from 'node:path'

/** A process that is, or may be, the Cronicle server of a folder. */
export interface ServerProcess {
  readonly pid: number
  /** False where this user may not see which folder it works in. */
  readonly certain: boolean
}

/**
 * Cronicle changes into its folder and stays there (lib/main.js), so its working folder tells it apart from a server in
 * another one, and from a copy of this one; in a container too, where only the data may be of this host.
 *
 * @param folder of the server, links resolved
 * @param dataDir where its records lie, links resolved
 */
export function findServerProcesses(folder: string, dataDir: string): readonly ServerProcess[] {
  const own = [folder, dataDir].map(identityOf).filter(id => typeof id === 'string' && id !== denied)
  const inside = dataDir.startsWith(`${folder}/`) ? dataDir.slice(folder.length + 1) : 'data'
  return processes().flatMap((pid): readonly ServerProcess[] => {
    if (!isCronicle(pid)) return []
    const at = `/proc/${pid}`
    const places = [`${at}/cwd`, `${at}/cwd/${inside}`].map(identityOf)
    if (places.some(id => id !== null && own.includes(id))) return [{pid, certain: true}]
    return places[0] === denied ? [{pid, certain: false}] : []
  })
}

/**
 * Whether a server of that name answers at a port of this host: the sign of one whose process cannot be seen, as on a
 * machine where containers run in a virtual one.
 */
export async function answersHere(port: number, hostnames: readonly string[]): Promise<string | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/app/status`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(1500),
    })
    const answer = (await response.json()) as {hostname?: unknown}
    return hostnames.find(name => name === answer.hostname) ?? null
  } catch {
    return null
  }
}

function processes(): readonly number[] {
  const above = ancestors()
  return entriesOf('/proc').flatMap(name => (/^\d+$/.test(name) && !above.includes(Number(name)) ? [Number(name)] : []))
}

/** It calls itself "Cronicle Server" once it is up; before that it is a Node program of that name. */
function isCronicle(pid: number): boolean {
  const words = (textOf(`/proc/${pid}/cmdline`) ?? '').split('\0')
  if (words[0]?.startsWith('Cronicle')) return true
  return /^node(js)?[\d.]*$/.test(basename(words[0] ?? '')) && words.slice(1).some(word => /cronicle/i.test(word))
}

/** This process and those that started it: `node doctor repair --primary /opt/cronicle` is no server. */
function ancestors(): readonly number[] {
  const found: number[] = []
  for (let pid = process.pid; pid > 0 && !found.includes(pid); ) {
    found.push(pid)
    pid = Number(/^PPid:\s*(\d+)/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1] ?? 0)
  }
  return found
}

const denied = 'denied'

/** Device and inode; null where nothing is, `denied` where this user may not look. */
function identityOf(path: string): string | null {
  try {
    const {dev, ino} = statSync(path, {bigint: true})
    return `${dev}:${ino}`
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    return code === 'EACCES' || code === 'EPERM' ? denied : null
  }
}

function entriesOf(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
