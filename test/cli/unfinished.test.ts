import {readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {bundleProcess, runProcess} from '../surgery/bundle-process.ts'
import {doctor} from './doctor.ts'
import {repairPlace} from './repair-place.ts'

let script = ''
beforeAll(() => {
  script = bundleProcess('dying-process')
}, 600_000)
afterAll(() => rmSync(script, {force: true}))

/** A repair of two files that was killed when the first one was in its place. */
function cutOff() {
  const place = repairPlace('v4.0.9-e1-1-down-up-new-id-new-ip')
  const planFile = join(place.stateDir, 'plan.json')
  expect(place.repair('--strategy', 'recover-configuration', '--plan-out', planFile).code).toBe(0)
  const {stateDir, backupDir: backupFolder} = place
  const order = {act: 'apply', planFile, stateDir, backupFolder, torn: false}
  const before = place.tree()
  const {names} = JSON.parse(runProcess(script, {...order, dieAfter: null}).output) as {names: string[]}
  expect(place.undo().code).toBe(0)
  expect(place.tree()).toEqual(before)
  // The first rename is that of the backup.
  const dieAfter = names.indexOf('rename', names.indexOf('rename') + 1) + 1
  expect(runProcess(script, {...order, dieAfter}).signal).toBe('SIGKILL')
  return {place, before}
}

const words = (line: string) => line.trim().split(' ').slice(1)

test('another repair says so before anything else, with the two ways on to copy, and shows no plan', () => {
  const {place, before} = cutOff()
  const stopped = place.tree()
  const page = join(place.stateDir, 'page.html')
  const ran = place.repair('--yes', '--report', page)
  expect(ran).toMatchObject({code: 4, stderr: ''})
  const [headline, ...lines] = ran.stdout.split('\n')
  expect(headline).toMatch(/^. Refused: a repair that was cut off comes first; nothing was changed\.$/)
  expect(lines.join(' ').replace(/\s+/g, ' ')).toMatch(
    /run \w+-\w+ on the same files .* is not finished: Rewrite the stored/,
  )
  expect(ran.stdout).not.toMatch(/Plan [0-9a-f]{16}|Step 1|Risk:/)
  expect(readFileSync(page, 'utf8')).toContain('a repair that was cut off comes first')
  expect(place.tree()).toEqual(stopped)

  const resume = lines.find(line => /^ +doctor repair --resume /.test(line)) ?? ''
  const undo = lines.find(line => /^ +doctor undo /.test(line)) ?? ''
  expect(doctor([...words(resume), '--yes'], {cwd: place.folder}).code).toBe(0)
  expect(doctor(words(undo), {cwd: place.folder}).code).toBe(0)
  expect(place.tree()).toEqual(before)
})

test('JSON is the refusal of a run, and a look with --dry-run is not refused', () => {
  const {place} = cutOff()
  const ran = place.repair('--yes', '--json')
  expect(ran.code).toBe(4)
  expect(JSON.parse(ran.stdout)).toMatchObject({outcome: 'refused', refusals: [{code: 'run-unfinished'}]})
  const looked = place.repair('--dry-run')
  expect(looked).toMatchObject({code: 0, stdout: expect.stringMatching(/^Plan [0-9a-f]{16}/)})
})
