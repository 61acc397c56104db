import {readFileSync} from 'node:fs'

/** File systems where flock is not seen by other hosts, or not at all: network, host-shared and user-space ones. */
const remote = [
  /^(nfs\d?|cifs|smb\w*|davfs\w*|afs|coda|ncpfs)$/,
  /^(ceph|gfs2|ocfs2|lustre|beegfs|orangefs)$/,
  /^(9p|virtiofs|vboxsf|vmhgfs|prl_fs)$/,
  /^fuse(\..+)?$/,
]

/**
 * Type of the file system that `realPath` (absolute, links resolved) lies on, when it is one of those where a lock
 * says little; null for a local one, and where there is no /proc/self/mountinfo.
 */
export function findRemoteFileSystem(realPath: string): string | null {
  try {
    return remoteFileSystemOf(realPath, readFileSync('/proc/self/mountinfo', 'utf8'))
  } catch {
    return null
  }
}

/** The same by the text of mountinfo. */
export function remoteFileSystemOf(path: string, mountinfo: string): string | null {
  const type = fileSystemOf(path, mountinfo)
  return type !== null && remote.some(pattern => pattern.test(type)) ? type : null
}

/** Type of the file system of `path` by the text of mountinfo (proc_pid_mountinfo(5)); null when none covers it. */
function fileSystemOf(path: string, mountinfo: string): string | null {
  let covering = ''
  let type: string | null = null
  for (const line of mountinfo.split('\n')) {
    const [mount, source] = line.split(' - ')
    const point = mount
      ?.split(' ')[4]
      ?.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
    if (point === undefined || source === undefined) continue
    const covers = path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`)
    // Later lines are mounted over earlier ones of the same place.
    if (covers && point.length >= covering.length) {
      covering = point
      type = source.split(' ')[0] ?? null
    }
  }
  return type
}
