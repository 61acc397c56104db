import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {buildDist} from './build.mjs'
import {setup} from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const fixture = join(root, 'fixtures/dkron/v4.0.9-e1-1-down-up-new-id-new-ip')

export const demoArguments = [
  'no-leader',
  'dkron.data',
  '--offline',
  '--inspect=inspect-e1_dkron_1.json',
  '--compose=docker-compose.yml',
  '--api=api-e1_dkron_1.json',
]

/**
 * Diagnoses a server that really lost its leader: made by compose without a node name, taken down, created anew.
 * The options are those of spawnSync; gives its result.
 */
export async function runDemo(options) {
  const {extractCase} = await import('./extract-case.mjs')
  const scratch = mkdtempSync(join(tmpdir(), 'doctor-demo-'))
  try {
    await extractCase(fixture, scratch)
    return spawnSync(process.execPath, [join(root, 'bin/run.js'), ...demoArguments], {cwd: scratch, ...options})
  } finally {
    rmSync(scratch, {recursive: true, force: true})
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  setup()
  await buildDist()
  process.stdout.write(`$ doctor ${demoArguments.join(' ')}\n\n`)
  const {status} = await runDemo({stdio: 'inherit'})
  const expected = status === 1
  process.stdout.write(
    `\n(exit code ${status}${expected ? ': a fault was found' : ', which is not what was expected'})\n`,
  )
  process.exitCode = expected ? 0 : 1
}
