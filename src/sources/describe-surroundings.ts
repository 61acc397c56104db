import {accessSync, constants} from 'node:fs'
import {arch, platform, release} from 'node:os'
import {delimiter, join} from 'node:path'

/** Programs that doctor calls where it finds them: for locks, for names as a container sees them, to make containers anew. */
const called = ['flock', 'nsenter', 'docker', 'docker-compose'] as const

/** What doctor finds around it, by name; nothing that identifies a host. */
export function describeSurroundings(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const header = process.report?.getReport() as {header?: {glibcVersionRuntime?: string}} | undefined
  return {
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    libc: platform() === 'linux' ? (header?.header?.glibcVersionRuntime ?? 'musl or unknown') : '-',
    user: process.getuid?.() === 0 ? 'root' : 'not root',
    ...Object.fromEntries(called.map(name => [name, isOnPath(name, env.PATH ?? '') ? 'found' : 'not found'])),
  }
}

function isOnPath(name: string, path: string): boolean {
  return path.split(delimiter).some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}
