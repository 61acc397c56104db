import {readdir, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Bundles the commands into dist/ and writes oclif's manifest. tsc only checks types: start-up is what people wait
 * for, and oclif alone is some 150 files.
 */
export async function buildDist() {
  const {build} = await import('esbuild')
  const {metafile} = await build({
    metafile: true,
    absWorkingDir: root,
    entryPoints: ['src/terminal/main.ts', 'src/terminal/command-not-found.ts', 'src/commands/**/*.ts'],
    outbase: 'src',
    outdir: 'dist',
    chunkNames: 'shared/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    // oclif looks for a compiler to run TypeScript sources with; there are none in dist.
    // The others bring compiled parts and are loaded only where they are used.
    external: ['typescript', 'dockerode', 'level'],
    // oclif is CommonJS; its require() calls need one in an ES module.
    banner: {
      js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
  await removeStale(Object.keys(metafile.outputs).map(file => join(root, file)))
  await writeManifest()
}

/** Only afterwards, so that a run at the same moment finds what it began with. */
async function removeStale(fresh) {
  const present = await readdir(join(root, 'dist'), {recursive: true, withFileTypes: true})
  const files = present.filter(e => e.isFile()).map(e => join(e.parentPath, e.name))
  for (const file of files) if (!fresh.includes(file)) await rm(file, {force: true})
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
