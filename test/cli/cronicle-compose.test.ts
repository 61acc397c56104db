import {readdirSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {Plan} from '../../src/repairs/plan.ts'
import {unpackCapture} from '../cronicle-captures.ts'
import {treeOf} from '../surgery/data-dirs.ts'
import {scratch} from '../unpack.ts'
import {doctor} from './doctor.ts'

const secret = 'planted-secret-key-4e11'

/** With CRLF, a comment, a blank at a line's end and no line end at the file's: all of it has to stay. */
const text = [
  '# made by hand ',
  'services:',
  '  cronicle:',
  '    image: bluet/cronicle-docker:0.9.80',
  "    environment: ['TZ=UTC', 'CRONICLE_secret_key=planted-secret-key-4e11'] ",
  '    volumes: [./p1/data:/opt/cronicle/data]',
].join('\r\n')

function renamedPrimary() {
  const folder = realpathSync(unpackCapture('k1-primary-hostname-changed'))
  const file = join(folder, 'docker-compose.yml')
  writeFileSync(file, text)
  const [state, backups] = [scratch(), scratch()]
  const said: string[] = []
  const run = (...args: readonly string[]) => {
    const ran = doctor([...args], {cwd: folder})
    said.push(ran.stdout, ran.stderr)
    return ran
  }
  return {folder, file, run, said, state, own: ['--state-dir', state, '--backup-dir', backups]}
}

test('the command that worker-reachability prints pins the primary in its compose file, and undo gives the bytes back', () => {
  const {folder, file, run, said, state, own} = renamedPrimary()
  const before = treeOf(folder)
  const found = run('worker-reachability', '--primary=p1', '--api=api-config-primary.js', '--offline')
  expect(found.code).toBe(1)
  const printed = /^ {4}(doctor repair .*)$/m.exec(found.stdout)?.[1] ?? ''
  const words = printed.split(' ').slice(1)
  expect(printed).toBe('doctor repair --primary=p1 --api=api-config-primary.js --offline')

  const planFile = join(scratch(), 'plan.json')
  expect(run(...words, ...own, '--dry-run').stdout).toContain('+hostname: a1b2c3d4e5f6')
  expect(run(...words, ...own, '--plan-out', planFile).code).toBe(0)
  expect(treeOf(folder)).toEqual(before)
  const plan = JSON.parse(readFileSync(planFile, 'utf8')) as Plan
  expect(plan.inputs.map(i => i.path)).toEqual([file])

  const applied = run('repair', '--apply', planFile, '--yes', ...own)
  expect(applied.code).toBe(0)
  expect(applied.stdout).toContain('docker compose up -d cronicle')
  expect(readFileSync(file, 'utf8')).toBe(text.replace('0.9.80\r\n', '0.9.80\r\n    hostname: a1b2c3d4e5f6\r\n'))
  expect(run('undo', '--state-dir', state).code).toBe(0)
  expect(treeOf(folder)).toEqual(before)

  const kept = readdirSync(state, {recursive: true, withFileTypes: true}).filter(e => e.isFile())
  const ledger = kept.map(e => readFileSync(join(e.parentPath, e.name), 'latin1'))
  for (const one of [...said, ...ledger, readFileSync(planFile, 'utf8')]) expect(one).not.toContain(secret)
})

test('a plan for a compose file that was changed meanwhile is refused', () => {
  const {file, run, own} = renamedPrimary()
  const planFile = join(scratch(), 'plan.json')
  expect(run('repair', '--primary=p1', '--offline', ...own, '--plan-out', planFile).code).toBe(0)
  writeFileSync(file, `${text}\r\n`)
  expect(run('repair', '--apply', planFile, '--yes', ...own).code).toBe(4)
  expect(readFileSync(file, 'utf8')).toBe(`${text}\r\n`)
})

test('a compose file elsewhere is named by --compose', () => {
  const {folder, file, run, own} = renamedPrimary()
  const elsewhere = join(scratch(), 'nightly.yml')
  writeFileSync(elsewhere, text.replace('./p1/', `${folder}/p1/`))
  rmSync(file)
  const {stdout, code} = run('repair', '--primary=p1', '--compose', elsewhere, '--offline', '--dry-run', ...own)
  expect(code).toBe(0)
  expect(stdout).toContain(`docker compose -f ${elsewhere} up -d cronicle`)
})

test('data-dirs of Dkron and a repair of Cronicle do not go together', () => {
  const {run} = renamedPrimary()
  expect(run('repair', 'p1', '--strategy', 'primary-hostname', '--offline').code).toBe(2)
})
