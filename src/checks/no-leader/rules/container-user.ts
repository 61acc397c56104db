import type {FileOwnership} from '../../../case/case.ts'

/** Who the process of a container is on the host's file system; null when the image names a user only by name. */
export interface ProcessUser {
  readonly uid: number
  readonly gid: number | null
}

/** Reads the `User` of a container: empty is root, `65534`, `65534:65534`, `root`; other names only the image knows. */
export function userOf(text: string): ProcessUser | null {
  const [user = '', group] = text.split(':')
  const gid = group !== undefined && /^\d+$/.test(group) ? Number(group) : null
  if (user === '' || user === 'root') return {uid: 0, gid: gid ?? 0}
  return /^\d+$/.test(user) ? {uid: Number(user), gid} : null
}

/** Whether this user may write, going by owner and permission bits alone; root always may. */
export function mayWrite(user: ProcessUser, file: FileOwnership): boolean {
  if (user.uid === 0) return true
  if (user.uid === file.uid) return (file.mode & 0o200) !== 0
  // Without a known group the group's bits may or may not count: the benefit of the doubt.
  if (user.gid === null || user.gid === file.gid) return (file.mode & 0o020) !== 0 || (file.mode & 0o002) !== 0
  return (file.mode & 0o002) !== 0
}

export function describeOwnership(file: FileOwnership): string {
  return `owner ${file.uid}:${file.gid}, mode ${file.mode.toString(8).padStart(4, '0')}`
}
