import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

const source = fileURLToPath(new URL('../scheduler/', import.meta.url))
const program = fileURLToPath(new URL('../scheduler/bin/dkron', import.meta.url))

/** Builds the scheduler of test/scheduler, without cgo, so that it runs beside nothing but busybox. */
export function buildScheduler(): {readonly program: string} | {readonly missing: string} {
  const {error, status, stderr} = spawnSync('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', program, '.'], {
    cwd: source,
    encoding: 'utf8',
    env: {...process.env, CGO_ENABLED: '0'},
  })
  if (error && existsSync(program)) return {program}
  if (error) return {missing: 'Go is not installed'}
  if (status !== 0) return {missing: `go build fails in test/scheduler: ${stderr.trim().split('\n').at(-1)}`}
  return {program}
}
