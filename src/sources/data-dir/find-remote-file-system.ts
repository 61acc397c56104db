import {readFileSync} from 'node:fs'
import {fileSystemOf} from '../../formats/mountinfo.ts'

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
  const type = fileSystemOf(path, mountinfo)?.type ?? null
  return type !== null && remote.some(pattern => pattern.test(type)) ? type : null
}
