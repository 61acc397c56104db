import {lstatSync, readFileSync, readlinkSync} from 'node:fs'
import type {Container} from '../../case/case.ts'
import {readSmallFile} from '../data-dir/read-small-file.ts'
import {limits} from './limits.ts'
import type {NameSettings} from './question.ts'

/**
 * Whether the container's process is visible here under the number that the engine gave. The engine may be another
 * machine's, or a virtual machine's, where that number is somebody else's: so the kernel has to name the container's
 * ID with it, in its cgroup or in the mounts that the engine makes for it (hosts, resolv.conf).
 */
export function isProcessOf({id, pid}: Pick<Container, 'id' | 'pid'>): boolean {
  if (pid === null || id.length < 12) return false
  return ['cgroup', 'mountinfo'].some(file => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(id)
    } catch {
      return false
    }
  })
}

/** Whether that process has the network of this one, as with the host's own network; false when it cannot be told. */
export function sharesOurNetwork(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net')
  } catch {
    return false
  }
}

/** The hosts file and resolv.conf of this host; what is not there is empty. */
export function readNameSettings(): NameSettings {
  return {hosts: textOf('/etc/hosts'), resolvConf: textOf('/etc/resolv.conf')}
}

/**
 * Those that the process sees. Links are not followed: their targets would be taken from this host's root. A file
 * that cannot be read counts as empty, as it does for who looks a name up.
 */
export function readNameSettingsOf(pid: number): NameSettings {
  const etc = `/proc/${pid}/root/etc`
  if (!isPlain(etc, 'folder')) return {hosts: '', resolvConf: ''}
  const text = (file: string) => (isPlain(`${etc}/${file}`, 'file') ? textOf(`${etc}/${file}`) : '')
  return {hosts: text('hosts'), resolvConf: text('resolv.conf')}
}

function isPlain(path: string, what: 'file' | 'folder'): boolean {
  try {
    const stats = lstatSync(path)
    return what === 'file' ? stats.isFile() : stats.isDirectory()
  } catch {
    return false
  }
}

function textOf(path: string): string {
  const file = readSmallFile(path)
  return 'bytes' in file ? Buffer.from(file.bytes.subarray(0, limits.settingsFile)).toString('utf8') : ''
}
