import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {buildDist} from './build.mjs'
import {loadSource} from './load-source.mjs'
import {sessions, showSession} from './sessions.mjs'

// Writes docs/checks from the checks' own metadata, docs/commands and the manual page from the commands' own, and the
// sessions in README.md from bundled evidence; with --check it only says whether they are what they would be.
const root = fileURLToPath(new URL('..', import.meta.url))
const folders = {checks: join(root, 'docs/checks'), commands: join(root, 'docs/commands'), manual: join(root, 'man')}

const wanted = new Map()
const {checks} = await loadSource('src/checks/index.ts')
const {renderCheckPage, renderCheckIndex} = await loadSource('src/present/markdown/render-check-page.ts')
for (const check of checks) wanted.set(join(folders.checks, `${check.id}.md`), renderCheckPage(check))
wanted.set(join(folders.checks, 'README.md'), renderCheckIndex(checks))
await buildDist()
await addCommandPages()
wanted.set(join(root, 'README.md'), await readmeWithSessions())

const strays = []
for (const folder of Object.values(folders)) {
  await mkdir(folder, {recursive: true})
  strays.push(...(await readdir(folder)).map(name => join(folder, name)).filter(file => !wanted.has(file)))
}
const stale = [...strays]
for (const [file, text] of wanted) if ((await readFile(file, 'utf8').catch(() => null)) !== text) stale.push(file)

if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    process.stderr.write(`stale, run npm run docs: ${stale.map(f => f.slice(root.length)).join(', ')}\n`)
    process.exitCode = 1
  }
} else {
  for (const file of stale) await (wanted.has(file) ? writeFile(file, wanted.get(file)) : rm(file))
  process.stdout.write(`${wanted.size} pages, ${stale.length} written\n`)
}

async function addCommandPages() {
  const {describeCommandHelp} = await loadSource('src/present/markdown/describe-command-help.ts')
  const pages = await loadSource('src/present/markdown/render-command-page.ts')
  const {renderManPage} = await loadSource('src/present/man/render-man-page.ts')
  const {commands} = JSON.parse(await readFile(join(root, 'oclif.manifest.json'), 'utf8'))
  const {version, description} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const helps = Object.values(commands)
    .map(command => describeCommandHelp(command, 'doctor'))
    .sort((a, b) => (a.words < b.words ? -1 : 1))
  for (const help of helps)
    wanted.set(join(folders.commands, pages.pageName(help.words)), pages.renderCommandPage(help, 'doctor'))
  wanted.set(join(folders.commands, 'README.md'), pages.renderCommandIndex(helps, 'doctor'))
  wanted.set(join(folders.manual, 'doctor.1'), renderManPage(helps, 'doctor', description, version))
}

/** Between `<!-- session NAME -->` and its end, or up to a line of that session: `<!-- session NAME until LINE -->`. */
async function readmeWithSessions() {
  const env = {PATH: process.env.PATH, LANG: 'C.UTF-8'}
  const shown = {}
  for (const [name, session] of Object.entries(sessions)) {
    const {status, stdout, stderr} = await showSession(session, {encoding: 'utf8', env})
    if (status !== session.exit) throw new Error(`session ${name} ended with exit code ${status}: ${stderr}`)
    shown[name] = `$ doctor ${session.args.join(' ')}\n\n${stdout}`
  }
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  return readme.replace(
    /(<!-- session (\S+)(?: until (.+))? -->\n```text\n)[\s\S]*?(```\n<!-- \/session -->)/g,
    (_, open, name, until, close) => open + cutAt(shown[name], until) + close,
  )
}

function cutAt(session, line) {
  if (line === undefined) return session
  const end = session.indexOf(`\n${line}\n`)
  if (end < 0) throw new Error(`no line "${line}" in this session:\n${session}`)
  return `${session.slice(0, end).trimEnd()}\n…\n`
}
