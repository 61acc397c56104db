import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {workerReachabilityChecks} from '../../../src/checks/worker-reachability/index.ts'
import {deriveCronicle} from '../../../src/facts/cronicle/derive-cronicle.ts'
import {fillMessage} from '../../../src/report/fill-message.ts'
import {readCaseFile} from '../../../src/sources/case-file/read-case-file.ts'
import {packCaseFile} from '../../../src/sources/case-file/write-case-file.ts'
import {type CronicleKind, captures, collectCapture, expectedCronicle, unpackCapture} from '../../cronicle-captures.ts'
import {scratch} from '../../unpack.ts'
import {diagnosed, verdictOf} from './diagnosed.ts'

const verdicts = {ok: 'healthy', 'at-risk': 'at-risk', broken: 'broken'} as const
type Verdict = readonly [string, string | null]

const undecided: Verdict = ['unknown', null]

/** What only a live probe decides, with the reason, and what is said without one. */
const needsProbe: Readonly<Record<string, {readonly because: string; readonly gives: Verdict}>> = {
  'b5-use-hostnames-without-worker-hostname': {
    because: 'the primary logs "xhr poll error" for a name that is unknown and for one that leads to another machine',
    gives: undecided,
  },
}

/** What is open as well when the configuration of the balancer is not at hand. */
const needsBalancer: typeof needsProbe = {
  ...needsProbe,
  'a3-reported-ip-is-another-machine': {
    because: '"xhr poll error" at an address that somebody set: a wrong address and a blocked path look the same',
    gives: undecided,
  },
  'c1-nginx-no-upgrade': {
    because: 'neither end logs which transport it uses; what fails is the live log in a browser',
    gives: ['healthy', null],
  },
  'c7-lb-blocks-socketio': {
    because: '"xhr poll error" at an address that somebody set: a wrong address and a blocked path look the same',
    gives: undecided,
  },
}

/** And when no answer of the API was saved. */
const needsAnswers: typeof needsProbe = {
  ...needsBalancer,
  'f1a-add-while-blocked': {because: 'why an add failed stands only in its answer', gives: undecided},
  'f3-lb-up-worker-down': {because: 'why an add failed stands only in its answer', gives: undecided},
}

const evidence: readonly {
  readonly name: string
  readonly kinds: readonly CronicleKind[]
  readonly open: typeof needsProbe
}[] = [
  {name: 'everything that was saved', kinds: ['primary', 'workers', 'api', 'balancer', 'console'], open: needsProbe},
  {name: 'folders and answers', kinds: ['primary', 'workers', 'api', 'console'], open: needsBalancer},
  {name: 'folders and answers without terminal output', kinds: ['primary', 'workers', 'api'], open: needsBalancer},
  {name: 'folders alone', kinds: ['primary', 'workers'], open: needsAnswers},
]

describe.each(expectedCronicle())('$name', ({name, verdict, cause}) => {
  const folder = unpackCapture(name)

  test.each(evidence.filter(e => e.kinds.includes('api') || existsSync(join(captures, name, 'p1'))))(
    'from $name',
    async ({kinds, open}) => {
      const report = diagnosed(await collectCapture(folder, kinds))
      expect(verdictOf(report)).toEqual(open[name]?.gives ?? [verdicts[verdict], cause])
      expect(report.checks.filter(c => c.reason.includes('defect of doctor'))).toEqual([])
    },
  )

  test('its case file gives the same report anywhere, fingerprints included', async () => {
    const c = await collectCapture(folder)
    const file = join(scratch(), 'case.tgz')
    writeFileSync(file, (await packCaseFile(c, '0.1.0', new Date('2026-01-01T00:00:00Z'))).bytes)
    expect(diagnosed(await readCaseFile(file))).toEqual(diagnosed(c))
  })

  test('all findings', async () => {
    const report = diagnosed(await collectCapture(folder))
    const findings = report.findings.map(({check, status, severity, subject, consequenceOf, confidence, repairs}) => ({
      check,
      status,
      severity,
      subject: subject.replace(`${folder}/`, ''),
      consequenceOf,
      confidence,
      repairs,
    }))
    const file = join(captures, name, 'expected-findings.json')
    expect(existsSync(file), `${file} is committed`).toBe(true)
    await expect(`${JSON.stringify(findings, null, 2)}\n`).toMatchFileSnapshot(file)
  })

  test('no sentence has a hole, no finding lacks evidence, and the way of the identity is told', async () => {
    const facts = deriveCronicle(await collectCapture(folder))
    for (const check of workerReachabilityChecks) {
      const outcome = check.run(facts)
      if (outcome.status !== 'fail') continue
      for (const failure of outcome.failures) {
        const message = fillMessage(failure.message ?? check.message, failure.params)
        expect(message, check.id).not.toMatch(/\{\w+\}|undefined|null|NaN/)
        expect(failure.evidence.length, message).toBeGreaterThan(0)
        expect(JSON.stringify(failure.evidence)).not.toMatch(/undefined/)
        expect(check.repairs).toEqual(expect.arrayContaining([...(failure.repairs ?? [])]))
        if (!facts.workers.some(w => w.label === failure.subject) || check.id === 'server-hostname-not-pinned') continue
        expect(message, check.id).toMatch(/typed .*reported .*stored.*dialled/)
      }
    }
  })
})

test('the key of d1 is compared, and stands nowhere', async () => {
  const c = await collectCapture(unpackCapture('d1-secret-mismatch-at-add'))
  expect(JSON.stringify([c, diagnosed(c)])).not.toMatch(/lab-shared-secret|labapikey/)
})
