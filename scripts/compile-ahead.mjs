import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {mkdir, writeFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {extractCase} from './extract-case.mjs'

// Writes dist/compiled: what V8 makes of the files of dist/, with the functions that everyday commands call, for
// bin/load-dist.js. Started by the build as a process of its own, since it runs those commands in here.

const root = join(import.meta.dirname, '..')
const {compile, compiledFrom, dist, load, scripts, sealOf} = createRequire(import.meta.url)('../bin/load-dist.js')

const scratch = mkdtempSync(join(tmpdir(), 'doctor-build-'))
try {
  await extractCase(join(root, 'fixtures/dkron/v4.0.9-e1-1-down-up-new-id-new-ip'), scratch)
  const dataDir = join(scratch, 'dkron.data')
  const inspected = `--inspect=${join(scratch, 'inspect-e1_dkron_1.json')}`
  const {main} = load(join(dist, 'core.js'))
  for (const command of [
    ['--version'],
    ['inspect', dataDir, '--check'],
    ['inspect', dataDir, '--json'],
    ['no-leader', dataDir, '--offline', inspected],
    ['no-leader', dataDir, '--offline', '--json'],
  ]) {
    await main(command, () => ({root}))
  }
} finally {
  rmSync(scratch, {recursive: true, force: true})
}

const files = readdirSync(dist, {recursive: true, withFileTypes: true}).filter(
  e => e.isFile() && e.name.endsWith('.js'),
)
for (const {parentPath, name} of files) {
  const path = join(parentPath, name)
  const data = (scripts.get(path) ?? compile(path)).createCachedData()
  await mkdir(dirname(compiledFrom(path)), {recursive: true})
  await writeFile(compiledFrom(path), Buffer.concat([sealOf(readFileSync(path), data), data]))
}
// What the commands found is of no interest.
process.exitCode = 0
