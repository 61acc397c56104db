import {mkdir, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {build} from 'esbuild'
import {buildDist} from './build.mjs'
import {setup} from './setup.mjs'

// Makes one-file/doctor.mjs: the whole program for hosts without network or npm. It needs Node and nothing else; the
// ledger is kept as files there.
const root = fileURLToPath(new URL('..', import.meta.url))

export async function buildOneFile(outfile = join(root, 'one-file/doctor.mjs')) {
  if (!process.env.DOCTOR_JUST_BUILT) await buildDist()
  const manifest = JSON.parse(await readFile(join(root, 'oclif.manifest.json'), 'utf8'))
  const {name, version, description, oclif} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  await mkdir(join(outfile, '..'), {recursive: true})
  await build({
    absWorkingDir: root,
    stdin: {
      contents: entry(manifest, {name, version, description, oclif}),
      resolveDir: root,
      sourcefile: 'one-file.mjs',
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    // Compiled parts, and compilers that are never called.
    external: ['typescript', 'level', 'cpu-features', '*.node'],
    // Names of classes stand in messages.
    keepNames: true,
    banner: {
      js: [
        '#!/usr/bin/env node',
        "import {createRequire as __createRequire} from 'node:module';import {fileURLToPath as __toPath} from 'node:url';",
        "const __filename=__toPath(import.meta.url),__dirname=__toPath(new URL('.',import.meta.url)),require=__createRequire(__filename);",
      ].join('\n'),
    },
    logLevel: 'warning',
  })
  await writeFile(outfile, await readFile(outfile), {mode: 0o755})
  return outfile
}

/** oclif is handed its one plugin ready made: there is no package to look into. */
function entry(manifest, pjson) {
  const loaders = Object.values(manifest.commands).map(({id, relativePath}) => {
    const source = relativePath
      .join('/')
      .replace(/^dist\//, './src/')
      .replace(/\.js$/, '.ts')
    return `${JSON.stringify(id)}: () => import(${JSON.stringify(source)})`
  })
  return `
import {main} from './src/terminal/main.ts'
import {plugAlone} from './src/terminal/plug-alone.ts'
const loaders = {${loaders.join(',\n')}}
const argv = process.argv.slice(2)
await main(argv, () => plugAlone(argv, ${JSON.stringify({manifest, pjson})}, loaders))
`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  setup()
  const file = await buildOneFile()
  process.stdout.write(`${file.slice(root.length)} ${Math.round((await stat(file)).size / 1024)} KiB\n`)
}
