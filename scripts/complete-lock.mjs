import {readFileSync, writeFileSync} from 'node:fs'

// Run after a dependency changed. npm leaves packages for other platforms out of the lock file when the registry in
// use does not have them (a mirror, say), and then `npm ci` refuses the file it wrote. They are added by version and
// platform alone: npm passes over them here and fetches them where they fit.
const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const {packages} = lock

const operatingSystems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

for (const [path, {optionalDependencies, dev}] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    if (isLocked(path, name) || !/^\d+\.\d+\.\d+$/.test(version)) continue
    packages[`node_modules/${name}`] = {version, ...platformOf(name), ...(dev ? {dev} : {}), optional: true}
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)

/** In the folder of the package or in one above it. */
function isLocked(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true
    if (at === '') return false
  }
}

/** The name says it: `binding-linux-arm-gnueabihf`. */
function platformOf(name) {
  const words = name.split(/[/-]/)
  const os = operatingSystems.filter(o => words.includes(o))
  const cpu = processors.filter(c => words.includes(c))
  const libc = words.some(w => w.startsWith('musl'))
    ? ['musl']
    : words.some(w => w.startsWith('gnu'))
      ? ['glibc']
      : null
  return {cpu, ...(libc && os[0] === 'linux' ? {libc} : {}), os}
}
