import {execFileSync} from 'node:child_process'
import {readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {writeCommonJs} from './write-commonjs.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const core = join(root, 'scripts/core.mjs')

/**
 * Bundles the program into dist/ and writes oclif's manifest. tsc only checks types: start-up is what people wait
 * for, and it goes by the number of files and by what is loaded without being used. So there is one file with oclif
 * (`core.js`), one file a command, and parts of commands that are loaded when needed.
 */
export async function buildDist() {
  const {build, transform} = await import('esbuild')
  // First, or a run at the same moment would take it for that of the new files.
  await rm(join(dist, 'compiled'), {recursive: true, force: true})
  const commands = (await filesIn('src/commands')).map(file => file.slice('src/'.length))
  const outputs = await Promise.all([
    bundle(build, {core}, [oclifParts, loadLate, leanLines]),
    ...[...commands, 'terminal/command-not-found.ts'].map(file =>
      bundle(build, {[file.replace(/\.ts$/, '')]: join(root, 'src', file)}, [sharedCore]),
    ),
    // A program of its own, which runs in the network namespaces of containers.
    bundle(build, {'probe-process': join(root, 'src/sources/probes/probe-process.ts')}, []),
  ])
  await removeStale([...(await writeCommonJs(transform, outputs.flat(), dist)), join(dist, 'package.json')])
  await writeManifest()
  execFileSync(process.execPath, [join(root, 'scripts/compile-ahead.mjs')], {stdio: ['ignore', 'ignore', 'inherit']})
}

async function bundle(build, entryPoints, plugins) {
  const {outputFiles} = await build({
    absWorkingDir: root,
    entryPoints,
    plugins,
    outdir: 'dist',
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    // oclif looks for a compiler to run TypeScript sources with; there are none in dist.
    // The others bring compiled parts and are loaded only where they are used.
    external: ['typescript', 'dockerode', 'level'],
    write: false,
    logLevel: 'warning',
  })
  return outputFiles
}

/** In commands: everything that core.js exports comes from there. */
const sharedCore = {
  name: 'shared-core',
  setup(build) {
    const shared = ['src/errors.ts', 'src/terminal/base-command.ts', 'src/terminal/interrupt.ts'].map(file =>
      join(root, file),
    )
    build.onResolve({filter: /^@oclif\/core$/}, () => ({path: '#core', external: true}))
    build.onResolve({filter: /^\.\.?\//}, ({path, resolveDir}) =>
      shared.includes(join(resolveDir, path)) ? {path: '#core', external: true} : undefined,
    )
  },
}

/** In core.js: our own imports of oclif lead to the parts that it exports. */
const oclifParts = {
  name: 'oclif-parts',
  setup(build) {
    build.onResolve({filter: /^@oclif\/core$/}, () => ({path: core}))
  },
}

/**
 * Modules that oclif requires at its start and hardly ever calls: to find commands without a manifest, to format help
 * and its own errors, to log, to ask for the shell. They are loaded at the first call.
 */
const loadLate = {
  name: 'load-late',
  setup(build) {
    const objects = ['tinyglobby', 'minimatch', 'node:child_process', 'node:perf_hooks', 'cli-spinners']
    const functions = ['wrap-ansi', 'clean-stack', 'widest-line', 'string-width', 'debug', 'indent-string']
    build.onResolve({filter: /^[a-z:_-]+$/}, ({path, importer, resolveDir}) =>
      [...objects, ...functions].includes(path) && /@oclif.core.lib/.test(importer)
        ? {path, namespace: 'late', pluginData: resolveDir}
        : undefined,
    )
    build.onLoad({filter: /./, namespace: 'late'}, ({path, pluginData}) => ({
      resolveDir: pluginData,
      contents: objects.includes(path)
        ? `module.exports = new Proxy({}, {get: (_, name) => require('${path}')[name]})`
        : `module.exports = (...args) => require('${path}')(...args)`,
    }))
  },
}

/** Lines of oclif that cost more than they give at each start; the build fails when a release no longer has them. */
const leanLines = {
  name: 'lean-lines',
  setup(build) {
    const lines = {
      // The first comparison by locale loads ICU's collator: 10 ms. Command ids are plain lower-case words.
      'config/plugin.js': ['.sort((a, b) => a.id.localeCompare(b.id))', '.sort((a, b) => (a.id < b.id ? -1 : 1))'],
      // 4 ms of modules that look for WSL, whose kernels have Microsoft in their name.
      'util/os.js': [
        "(await import('wsl-utils')).isWsl",
        "/microsoft/i.test((0, node_os_1.release)()) && (await import('wsl-utils')).isWsl",
      ],
    }
    build.onLoad({filter: /@oclif.core.lib.(config.plugin|util.os)\.js$/}, async ({path}) => {
      const [from, to] = lines[path.split(/[\\/]/).slice(-2).join('/')]
      return {contents: replaceOnce(await readFile(path, 'utf8'), from, to)}
    })
  },
}

function replaceOnce(text, from, to) {
  if (text.split(from).length !== 2) throw new Error(`oclif has changed: ${from} is not in it once`)
  return text.replace(from, to)
}

/** Only afterwards, so that a run at the same moment finds what it began with. */
async function removeStale(fresh) {
  for (const file of await filesIn('dist'))
    if (!fresh.includes(join(root, file))) await rm(join(root, file), {force: true})
}

/** Paths from the root. */
async function filesIn(folder) {
  const entries = await readdir(join(root, folder), {recursive: true, withFileTypes: true})
  return entries.filter(e => e.isFile()).map(e => join(e.parentPath, e.name).slice(root.length))
}

/** With it oclif knows every command without importing one. Made at each build: a stale one would hide commands. */
async function writeManifest() {
  const {Plugin, settings} = await import('@oclif/core')
  settings.enableAutoTranspile = false
  const plugin = new Plugin({root, ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true})
  await plugin.load()
  await writeFile(`${root}oclif.manifest.json`, `${JSON.stringify(plugin.manifest, null, 2)}\n`)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildDist()
