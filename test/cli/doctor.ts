import {execFileSync, spawnSync} from 'node:child_process'
import {copyFileSync, readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {scratch} from '../unpack.ts'

const root = join(import.meta.dirname, '../..')
export const program = join(root, 'bin/run.js')

assertFresh()

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the built program with nothing in its environment but what a test names. */
export function doctor(args: readonly string[], {cwd = root, env = {}}: RunOptions = {}): Ran {
  const {status, stdout, stderr, error} = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    env: {PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', ...env},
  })
  if (error) throw error
  return {code: status, stdout, stderr}
}

/** A captured case in a folder of its own, data-dirs unpacked; gives the folder and the options that name all of it. */
export function captured(name: string): {readonly folder: string; readonly evidence: readonly string[]} {
  const from = join(root, 'fixtures/dkron', name)
  const folder = scratch()
  const dataDirs: string[] = []
  const options: string[] = []
  for (const file of readdirSync(from).sort()) {
    copyFileSync(join(from, file), join(folder, file))
    if (file.endsWith('.tar.gz')) {
      execFileSync('tar', ['-xzf', file, '--no-same-owner'], {cwd: folder})
      dataDirs.push(file.slice(0, -'.tar.gz'.length))
    }
    const option = file === 'docker-compose.yml' ? 'compose' : /^(inspect|network|api|log)-/.exec(file)?.[1]
    if (option) options.push(`--${option}=${file}`)
  }
  return {folder, evidence: ['--offline', ...dataDirs, ...options]}
}

/** A test of an old build proves nothing. `npm test` has just made one. */
function assertFresh(): void {
  if (process.env.DOCTOR_JUST_BUILT) return
  const built = statSync(join(root, 'dist/core.js'), {throwIfNoEntry: false})?.mtimeMs ?? 0
  const newer = readdirSync(join(root, 'src'), {recursive: true, withFileTypes: true})
    .filter(e => e.isFile())
    .map(e => join(e.parentPath, e.name))
    .filter(f => statSync(f).mtimeMs > built)
  if (newer.length > 0) throw new Error(`dist is older than ${newer[0]}: npm run build`)
}
