import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

// Prints the bill of materials of what ships, as CycloneDX. npm sbom --omit=dev leaves out what both the program and a
// tool of its developers need, so all is asked for and the lock file says what ships.
const root = fileURLToPath(new URL('..', import.meta.url))
const options = ['--sbom-format=cyclonedx', '--package-lock-only']
const bom = JSON.parse(execFileSync('npm', ['sbom', ...options], {cwd: root, encoding: 'utf8', maxBuffer: 1 << 26}))
const {packages} = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'))
const shipped = new Set(
  Object.entries(packages)
    .filter(([path, {dev}]) => path !== '' && !dev)
    .map(([path, {version}]) => `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`),
)
const components = bom.components.filter(c => shipped.has(`${c.name}@${c.version}`))
const kept = new Set([bom.metadata.component['bom-ref'], ...components.map(c => c['bom-ref'])])
const dependencies = bom.dependencies
  .filter(d => kept.has(d.ref))
  .map(d => ({...d, dependsOn: d.dependsOn.filter(ref => kept.has(ref))}))
process.stdout.write(`${JSON.stringify({...bom, components, dependencies}, null, 2)}\n`)
