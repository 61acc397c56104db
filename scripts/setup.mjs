import {spawnSync} from 'node:child_process'
import {statSync} from 'node:fs'
import {fileURLToPath, pathToFileURL} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Installs what the lock file says, unless it is installed already. */
export function setup() {
  const installed = modified(`${root}node_modules/.package-lock.json`)
  if (installed !== null && installed >= (modified(`${root}package-lock.json`) ?? 0)) return
  const {status} = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {cwd: root, stdio: ['ignore', 2, 2]})
  if (status !== 0) process.exit(status ?? 1)
}

function modified(path) {
  return statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? null
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) setup()
