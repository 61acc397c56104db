import {mkdir, writeFile} from 'node:fs/promises'
import {dirname, join, relative} from 'node:path'

/**
 * Turns ES modules that esbuild made, which alone can share parts between files, into CommonJS: Node starts that
 * sooner, and only that can be compiled ahead (scripts/compile-ahead.mjs). `core` is the file that `#core` stands for.
 */
export async function writeCommonJs(transform, files, dist) {
  await mkdir(dist, {recursive: true})
  // The package is one of ES modules. Node takes `#` names from the nearest package.json, which this is for dist/.
  const imports = {'#probe-process': './probe-process.js'}
  await writeFile(join(dist, 'package.json'), `${JSON.stringify({type: 'commonjs', imports})}\n`)
  for (const {path, text} of files) {
    const core = relative(dirname(path), join(dist, 'core.js'))
    const own = text
      .replaceAll('"#core"', JSON.stringify(core.startsWith('.') ? core : `./${core}`))
      // Packages too: V8 forgets who loads modules for code that was compiled ahead, and Node then refuses to.
      .replace(/\bimport\((?=")/g, '__part(')
    const {code} = await transform(own, {
      format: 'cjs',
      platform: 'node',
      target: 'node20.19',
      minifySyntax: true,
      minifyWhitespace: true,
      define: {'import.meta.url': '__moduleUrl'},
      banner: [
        own.includes('__part(') ? 'const __part=async path=>require(path);' : '',
        own.includes('import.meta.url') ? "const __moduleUrl=require('node:url').pathToFileURL(__filename).href;" : '',
      ].join(''),
    })
    await mkdir(dirname(path), {recursive: true})
    await writeFile(path, inAscii(code))
  }
  return files.map(({path}) => path)
}

/** What esbuild leaves: characters in regular expressions. A text of single bytes is read and kept at half the cost. */
function inAscii(code) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what lies outside of ASCII is meant
  return code.replace(/[^\x00-\x7f]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
