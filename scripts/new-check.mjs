import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

// npm run new-check no-leader/my-check: a check that compiles and fires, its cases, and its place in the catalogue.
const root = fileURLToPath(new URL('..', import.meta.url))
const wanted = process.argv[2] ?? ''
const id = /^no-leader\/([a-z]+(?:-[a-z]+)+)$/.exec(wanted)?.[1]
if (id === undefined) stop('usage: npm run new-check no-leader/<id of two or more words in kebab-case>')

const check = join(root, `src/checks/no-leader/${id}.ts`)
const cases = join(root, `test/checks/no-leader/${id}.cases.ts`)
const index = join(root, 'src/checks/no-leader/index.ts')
for (const file of [check, cases]) if (existsSync(file)) stop(`${file} is there already`)

const name = id.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const listed = withCheck(readFileSync(index, 'utf8'))
writeFileSync(check, checkText())
writeFileSync(cases, casesText())
writeFileSync(index, listed)
process.stdout.write(`${[check, cases, index].map(f => f.slice(root.length)).join('\n')}
Write what it looks for and what it says, put it at its place in the list, then: npm test, npm run docs
`)

/** The import in alphabetical order, as the linter wants it, and the entry at the end of the list. */
function withCheck(text) {
  const line = `import ${name} from './${id}.ts'`
  const lines = text.split('\n')
  const fileOf = l => /from '\.\/(.*)'/.exec(l)?.[1] ?? ''
  const imports = lines.filter(l => l.startsWith('import ') && fileOf(l) !== '')
  const after = imports.filter(l => fileOf(l) < `${id}.ts`).at(-1) ?? lines[0]
  lines.splice(lines.indexOf(after) + 1, 0, line)
  const end = lines.indexOf(']')
  if (end === -1) stop(`no list of checks in ${index}`)
  lines.splice(end, 0, `  ${name},`)
  return lines.join('\n')
}

function checkText() {
  return `import {defineCheck, failEach, skip} from '../define-check.ts'

export default defineCheck({
  id: '${id}',
  severity: 'warning',
  since: '${version}',
  scheduler: 'dkron',
  title: 'States the fault in a few words',
  message: '{server} holds {what}: one sentence for a tired person',
  why: 'Why it breaks the scheduler, and where folklore is wrong.',
  confirm: ['ls -l DATA-DIR'],
  repairs: [],
  folklore: ['What is commonly done about it, and what happens then.'],
  references: ['Dkron FILE: FUNCTION'],
  needs: ['server.dataDir'],
  explains: [],
  run(facts) {
    const given = facts.servers.flatMap(s => (s.dataDir ? [{server: s.label, dataDir: s.dataDir}] : []))
    if (given.length === 0) return skip('no data-dir was given')
    return failEach(
      given.flatMap(({server, dataDir}) =>
        dataDir.strangers.map(what => ({
          subject: server,
          params: {server, what},
          evidence: [{source: dataDir.path, value: what}],
          key: what,
        })),
      ),
    )
  },
})
`
}

function casesText() {
  return `import {fires, quiet, skips} from '../check-case.ts'
import {facts} from '../facts-builder.ts'

export default [
  fires('the fault', facts([{dataDir: {strangers: ['a stranger']}}]), {
    severity: 'warning',
    message: 's1 holds a stranger: one sentence for a tired person',
  }),
  quiet('a healthy server', facts([{}])),
  skips('no data-dir', facts([{dataDir: false}])),
]
`
}

function stop(message) {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
