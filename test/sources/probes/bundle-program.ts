import {join} from 'node:path'
import {buildSync} from 'esbuild'

const root = join(import.meta.dirname, '../../..')

/** One file that plain Node runs, of our own program for namespaces or of a script of this folder. */
export function bundleProgram(source: string): string {
  const outfile = join(root, 'node_modules/.cache/doctor-test', `${source.replaceAll('/', '-')}.${process.pid}.mjs`)
  buildSync({
    entryPoints: [join(root, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // ipaddr.js is CommonJS.
    banner: {js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);"},
  })
  return outfile
}
