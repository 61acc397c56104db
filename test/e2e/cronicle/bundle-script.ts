import {join} from 'node:path'
import {buildSync} from 'esbuild'

/** One file that plain Node runs, inside node_modules so that packages are found from there. @param script below test/ */
export function bundleScript(script: string): string {
  const root = join(import.meta.dirname, '../../..')
  const outfile = join(root, 'node_modules/.cache/doctor-test', `${script.split('/').pop()}.mjs`)
  buildSync({
    entryPoints: [join(root, 'test', `${script}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  return outfile
}
