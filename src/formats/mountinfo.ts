/** The file system that a path lies on. */
export interface FileSystem {
  readonly type: string
  /** Device of the file system as the kernel numbers it; that of stat(2) differs on btrfs and overlay. */
  readonly device: {readonly major: number; readonly minor: number}
}

/**
 * The file system of `path` (absolute, links resolved) by the text of /proc/self/mountinfo (proc_pid_mountinfo(5));
 * null when none covers it. Never throws.
 */
export function fileSystemOf(path: string, mountinfo: string): FileSystem | null {
  let covering = ''
  let found: FileSystem | null = null
  for (const line of mountinfo.split('\n')) {
    const [mount, source] = line.split(' - ')
    const fields = mount?.split(' ') ?? []
    const point = fields[4]?.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
    if (point === undefined || source === undefined) continue
    const covers = path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`)
    // Later lines are mounted over earlier ones of the same place.
    if (!covers || point.length < covering.length) continue
    covering = point
    const [major = '', minor = ''] = fields[2]?.split(':') ?? []
    found = {type: source.split(' ')[0] ?? '', device: {major: Number(major), minor: Number(minor)}}
  }
  return found
}
