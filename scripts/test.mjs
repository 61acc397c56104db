import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import {buildDist} from './build.mjs'
import {setup} from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

// CI runs several kinds of tests on one build, some at the same time.
if (!process.env.DOCTOR_JUST_BUILT) {
  setup()
  await buildDist()
}

const scratch = mkdtempSync(join(tmpdir(), 'doctor-test-'))
const report = join(scratch, 'report.json')
const remarks = join(scratch, 'remarks.json')
const vitest = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    // A limit in seconds is no verdict on a machine that does much else; what passed only then is told by name.
    ...(process.env.CI === 'true' ? ['--retry=1'] : []),
    `--reporter=${join(root, 'scripts/remarks-reporter.mjs')}`,
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  {cwd: root, stdio: 'inherit', env: {...process.env, REMARKS_REPORT: remarks, DOCTOR_JUST_BUILT: '1'}},
)

let counts
const failed = []
try {
  const {numPassedTests, testResults} = JSON.parse(readFileSync(report, 'utf8'))
  for (const file of testResults.filter(f => f.status === 'failed')) {
    const tests = file.assertionResults.filter(t => t.status === 'failed')
    const path = relative(root, file.name)
    // A file that does not load has no tests that could fail: it counts as one.
    if (tests.length === 0) failed.push({name: path, why: file.message ?? ''})
    for (const t of tests) failed.push({name: `${path}: ${t.fullName}`, why: t.failureMessages?.[0] ?? ''})
  }
  counts = {passed: numPassedTests, failed: failed.length}
} catch {
  process.stderr.write('vitest left no report\n')
  process.exit(vitest.status || 1)
}
const {skipped, again} = readRemarks()
rmSync(scratch, {recursive: true, force: true})

if (skipped.length > 0) {
  process.stdout.write('\nSkipped:\n')
  for (const {test, reason} of skipped) process.stdout.write(`  ${test}${reason ? `: ${reason}` : ''}\n`)
}
for (const test of again) process.stdout.write(`\nPassed at the second try: ${test}\n`)
if (failed.length > 0) process.stdout.write('\n')
for (const {name, why} of failed) process.stdout.write(`failed: ${name}\nbecause: ${oneLine(why)}\n`)
const more = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${more}\n`)

// CI installs what tests need; only what a container may not do can be missing there.
const missing = process.env.CI === 'true' ? skipped.filter(s => !/can be mounted/.test(s.reason)) : []
if (missing.length > 0) process.stderr.write(`CI=true: ${missing.length} tests were skipped that have to run here\n`)
process.exitCode = vitest.status || (counts.failed > 0 || missing.length > 0 ? 1 : 0)

function readRemarks() {
  try {
    return JSON.parse(readFileSync(remarks, 'utf8'))
  } catch {
    return {skipped: [], again: []}
  }
}

/** The beginning of a message, on one line, so that it can be repeated where nobody has to look for it. */
function oneLine(message) {
  return message.replaceAll(/\s+/g, ' ').slice(0, 500)
}
