import {execFileSync, spawnSync} from 'node:child_process'
import {appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

/** `ip netns exec` shows a namespace the files that are kept for it here in place of those in /etc. */
const hostFiles = '/etc/netns'

/** No name server: a name is in the file, or there is no such name. @param names name → address. */
export function writeHostFiles(namespace: string, names: Readonly<Record<string, string>>): void {
  const folder = join(hostFiles, namespace)
  mkdirSync(folder, {recursive: true})
  const lines = Object.entries({localhost: '127.0.0.1', ...names}).map(([name, address]) => `${address} ${name}\n`)
  writeFileSync(join(folder, 'hosts'), lines.join(''))
  writeFileSync(join(folder, 'nsswitch.conf'), 'hosts: files\n')
  writeFileSync(join(folder, 'resolv.conf'), '')
}

export function appendHost(namespace: string, name: string, address: string): void {
  appendFileSync(join(hostFiles, namespace, 'hosts'), `${address} ${name}\n`)
}

/** Removes what runs of processes that are gone have left behind. @param mine tells by the name of a namespace. */
export function removeNamespaces(mine: (name: string) => boolean): void {
  const listed = spawnSync('ip', ['netns', 'list'], {encoding: 'utf8'}).stdout ?? ''
  for (const line of listed.split('\n')) {
    const name = line.split(' ')[0] ?? ''
    if (name !== '' && mine(name)) removeNamespace(name)
  }
  for (const name of readdirIfThere(hostFiles)) if (mine(name)) rmSync(join(hostFiles, name), {recursive: true})
}

/** Ends every process in it first. */
export function removeNamespace(name: string): void {
  // More than once: a balancer may just be starting another of its workers.
  for (let times = 0; times < 20; times += 1) {
    const pids = pidsIn(name)
    if (pids.length === 0) break
    for (const pid of pids) endProcess(pid)
  }
  spawnSync('ip', ['netns', 'delete', name], {stdio: 'ignore'})
  rmSync(join(hostFiles, name), {recursive: true, force: true})
}

function pidsIn(namespace: string): readonly number[] {
  const {stdout = ''} = spawnSync('ip', ['netns', 'pids', namespace], {encoding: 'utf8'})
  return stdout.split('\n').filter(Boolean).map(Number)
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone by itself.
  }
}

/** Lines that make a bridge which holds addresses itself. */
export function bridge(name: string, held: readonly string[]): string[] {
  return [
    `link add ${name} type bridge`,
    ...held.map(address => `addr add ${address}/24 dev ${name}`),
    `link set ${name} up`,
  ]
}

/** Lines that connect a host's `eth0` with a bridge. */
export function plug(host: string, namespace: string, into: string): string[] {
  return [
    `link add ${host} type veth peer name eth0 netns ${namespace}`,
    `link set ${host} master ${into}`,
    `link set ${host} up`,
  ]
}

/** Runs lines of `ip` in one process. */
export function batch(options: readonly string[], ...lines: string[]): void {
  execFileSync('ip', [...options, '-batch', '-'], {input: `${lines.join('\n')}\n`, stdio: 'pipe', timeout: 60_000})
}

function readdirIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
