const {existsSync, readFileSync} = require('node:fs')
const nodeModule = require('node:module')
const {dirname, isAbsolute, join, relative, sep} = require('node:path')
const vm = require('node:vm')
const {crc32} = require('node:zlib')

// Loads the files of dist/ from what V8 made of them when they were built (scripts/compile-ahead.mjs): compiling the
// same text at every start takes a third of the time until a command runs. What another version of V8 made is left
// alone, and Node loads the files as it always does.

const dist = join(__dirname, '../dist')
const compiled = join(dist, 'compiled', `${process.versions.v8}-${process.platform}-${process.arch}`)
/** By path. As in Node's own loader a module is in here while it is being loaded. */
const modules = new Map()
/** By path. */
const scripts = new Map()

/** The exports of a file of dist/, given by its path in there. */
function loadDist(file) {
  const path = join(dist, file)
  if (existsSync(compiledFrom(path))) return load(path)
  // Node 22.8 and later keep compiled code between runs by themselves; 20 does not know it.
  nodeModule.enableCompileCache?.()
  return require(path)
}

function load(path) {
  const known = modules.get(path)
  if (known !== undefined) return known.exports
  const module = {exports: {}}
  modules.set(path, module)
  try {
    const run = compile(path).runInThisContext()
    run.call(module.exports, module.exports, requireFrom(path), module, path, dirname(path))
  } catch (error) {
    modules.delete(path)
    throw error
  }
  return module.exports
}

function compile(path) {
  const source = readFileSync(path)
  const script = new vm.Script(nodeModule.wrap(source.toString('latin1')), {
    filename: path,
    cachedData: readCompiled(path, source),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  scripts.set(path, script)
  return script
}

/**
 * What was made of exactly this text, as it was written. V8 rejects what was made with other settings, but looks at no
 * more than the text's length, and crashes on changed bytes.
 */
function readCompiled(path, source) {
  let sealed
  try {
    sealed = readFileSync(compiledFrom(path))
  } catch {
    return undefined
  }
  const data = sealed.subarray(sealSize)
  return sealed.length > sealSize && sealOf(source, data).equals(sealed.subarray(0, sealSize)) ? data : undefined
}

/** A multiple of 8, or V8 has to copy what stands behind. */
const sealSize = 8

function sealOf(source, data) {
  const seal = Buffer.alloc(sealSize)
  seal.writeUInt32LE(crc32(source), 0)
  seal.writeUInt32LE(crc32(data), 4)
  return seal
}

function compiledFrom(path) {
  return join(compiled, `${relative(dist, path)}.bin`)
}

/** What a file of dist/ knows as `require`: other files of dist/ from here, all else from Node. */
function requireFrom(path) {
  const node = nodeModule.createRequire(path)
  const own = id => {
    if (id.startsWith('.')) return load(join(dirname(path), id))
    return isAbsolute(id) && id.startsWith(dist + sep) ? load(id) : node(id)
  }
  return Object.assign(own, {resolve: node.resolve, main: require.main})
}

module.exports = {compile, compiled, compiledFrom, dist, load, loadDist, scripts, sealOf}
