import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {measure} from './measure.mjs'
import {measureRepair} from './measure-repair.mjs'
import {goProgram, store} from './stores.mjs'

// npm run bench [-- --large] [-- --rounds N]: this program against the genuine libraries, on stores they made.

const root = fileURLToPath(new URL('..', import.meta.url))
const {values} = parseArgs({
  options: {large: {type: 'boolean', default: false}, rounds: {type: 'string', default: '9'}},
})
const rounds = Number(values.rounds)
if (!existsSync(join(root, 'dist'))) throw new Error('there is no dist/: run "npm run build" first')

const bench = goProgram('bench/go', 'bench')
const oracle = goProgram('test/oracle', 'raft-oracle')
const doctor = (...args) => [process.execPath, join(root, 'bin', 'run.js'), ...args]
/** Healthy or not is not the question here, a defect (70) would be. */
const exits = [0, 1, 3]

const small = store('small', oracle)
const s200 = store('s200', oracle)
const results = measure(
  bench,
  [
    {name: 'node -e 0', argv: [process.execPath, '-e', '0']},
    {name: '--version', argv: doctor('--version')},
    {name: 'no-leader, small store', argv: doctor('no-leader', small.dir, '--offline', '--json'), exits},
    {name: 'inspect, small store', argv: doctor('inspect', small.dir, '--json'), exits},
    {name: 'genuine scan, 100,000 entries', argv: [bench, 'scan', s200.db]},
    {name: 'inspect, 100,000 entries', argv: doctor('inspect', s200.dir, '--json'), exits},
    {name: 'genuine check, 100,000 entries', argv: [bench, 'check', s200.db]},
    {name: 'inspect --check, 100,000 entries', argv: doctor('inspect', s200.dir, '--json', '--check'), exits},
    {name: 'genuine keys, 100,000 entries', argv: [bench, 'keys', s200.db]},
  ],
  rounds,
)
Object.assign(results, measureRepair(bench, doctor, s200, Math.min(rounds, 3)))
if (values.large) {
  const s2000 = store('s2000', oracle)
  const large = [
    {name: 'genuine scan, 1,000,000 entries', argv: [bench, 'scan', s2000.db]},
    {name: 'inspect, 1,000,000 entries', argv: doctor('inspect', s2000.dir, '--json'), exits},
    {name: 'genuine check, 1,000,000 entries', argv: [bench, 'check', s2000.db]},
    {name: 'inspect --check, 1,000,000 entries', argv: doctor('inspect', s2000.dir, '--json', '--check'), exits},
  ]
  Object.assign(results, measure(bench, large, Math.min(rounds, 3)))
}

const wall = name => results[name].wallMs
const rss = name => results[name].rssMB
const targets = [
  [
    'facts of 100,000 entries / genuine scan',
    wall('inspect, 100,000 entries') / wall('genuine scan, 100,000 entries'),
    0.6,
  ],
  ['full check / genuine check', wall('inspect --check, 100,000 entries') / wall('genuine check, 100,000 entries'), 4],
  ['--version / node -e 0', wall('--version') / wall('node -e 0'), 2.5],
  ['no-leader on a small store / node -e 0', wall('no-leader, small store') / wall('node -e 0'), 3],
  [
    'rewriting step / genuine compact',
    wall('rewrite and check, 100,000 entries') / wall('genuine compact, 100,000 entries'),
    2,
  ],
  ['memory of the repair, MB', rss('repair, 100,000 entries'), 200],
  ['memory for 100,000 entries, MB', rss('inspect --check, 100,000 entries'), 150],
]
if (values.large) {
  const beyondStart = name => wall(name) - wall('inspect, small store')
  const facts = 'inspect, 1,000,000 entries'
  targets.push(
    ['facts of 1,000,000 entries / genuine scan', wall(facts) / wall('genuine scan, 1,000,000 entries'), 0.3],
    ['ten times the entries, time beyond start-up', beyondStart(facts) / beyondStart('inspect, 100,000 entries'), 11],
    ['ten times the entries, MB more', rss(facts) - rss('inspect, 100,000 entries'), 30],
    ['memory for 1,000,000 entries, MB', rss('inspect --check, 1,000,000 entries'), 150],
  )
}

console.table(
  Object.fromEntries(
    Object.entries(results).map(([name, {wallMs, cpuMs, rssMB}]) => [
      name,
      {'wall ms': Math.round(wallMs), 'CPU ms': Math.round(cpuMs), 'RSS MB': Math.round(rssMB)},
    ]),
  ),
)
console.table(
  Object.fromEntries(
    targets.map(([name, value, most]) => [
      name,
      {measured: Number(value.toFixed(2)), 'at most': most, met: value <= most ? 'yes' : 'NO'},
    ]),
  ),
)
writeFileSync(join(root, '.bench', 'results.json'), `${JSON.stringify({results, targets}, null, 2)}\n`)
process.exitCode = targets.every(([, value, most]) => value <= most) ? 0 : 1
