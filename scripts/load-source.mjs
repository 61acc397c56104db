import {mkdtemp, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {build} from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Imports a source file of src/: Node 20 does not run TypeScript. */
export async function loadSource(file) {
  // Inside the project, so that what is not bundled is found.
  const scratch = await mkdtemp(join(root, 'node_modules/.doctor-'))
  const outfile = join(scratch, 'module.mjs')
  try {
    await build({
      entryPoints: [join(root, file)],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'warning',
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    await rm(scratch, {recursive: true, force: true})
  }
}
