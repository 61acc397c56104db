import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

/** Compose v2 as test/compose-v2 builds it. */
const ownBuild = fileURLToPath(new URL('../compose-v2/bin/docker-compose', import.meta.url))

/** Each compose there is, by what it says of itself. Version 1 and 2 name containers and labels differently. */
export function findComposes(): readonly {readonly version: string; readonly program: string}[] {
  const candidates = ['docker-compose', ...(existsSync(ownBuild) ? [ownBuild] : [])]
  const found = candidates.flatMap(program => {
    const {status, stdout} = spawnSync(program, ['version', '--short'], {encoding: 'utf8'})
    return status === 0 ? [{version: stdout.trim().replace(/^v/, ''), program}] : []
  })
  return found.filter((c, i) => found.findIndex(o => o.version === c.version) === i)
}
