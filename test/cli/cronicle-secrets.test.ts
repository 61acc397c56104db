import {execFileSync} from 'node:child_process'
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, expect, test} from 'vitest'
import {formats} from '../../src/present/formats.ts'
import {unpackCapture} from '../cronicle-captures.ts'
import {scratch} from '../unpack.ts'
import {doctor} from './doctor.ts'

/** Planted where Cronicle keeps such things; none of them may come out anywhere. */
const secrets = {
  key: 'planted-secret-key-81ab',
  mail: 'planted-mail-password-77',
  storage: 'planted-storage-key-c1',
  hook: 'planted-hook-token-0d',
  apiKey: 'planted-api-key-5f2c9d',
  row: 'planted-key-in-a-row-3e',
}

const said: {readonly where: string; readonly text: string}[] = []

function say(where: string, args: readonly string[], cwd: string): ReturnType<typeof doctor> {
  const ran = doctor(args, {cwd, env: {CRONICLE_API_KEY: secrets.apiKey}})
  said.push({where, text: ran.stdout}, {where: `${where}, stderr`, text: ran.stderr})
  return ran
}

/** Every file below a folder, archives unpacked, as text. */
function everythingIn(folder: string): readonly {where: string; text: string}[] {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter(e => e.isFile())
  return files.map(e => join(e.parentPath, e.name)).map(where => ({where, text: readFileSync(where, 'latin1')}))
}

function plant(folder: string): void {
  for (const server of ['p1', 'w1']) {
    const file = join(folder, server, 'config.json')
    const settings = JSON.parse(readFileSync(file, 'utf8'))
    settings.secret_key = secrets.key
    settings.mail_options = {auth: {user: 'cron', pass: secrets.mail}}
    settings.Storage.AWS = {secretAccessKey: secrets.storage}
    settings.web_hook_config_keys = {notify: `https://hooks.example.net/${secrets.hook}`}
    // Beside what is edited, and on one line with it.
    writeFileSync(file, server === 'w1' ? JSON.stringify(settings) : JSON.stringify(settings, null, 2))
  }
  const page = join(folder, 'p1/data/global/af/56/5a/af565a097a0cf8d7d5855ecc92c24c34.json')
  const {items, ...rest} = JSON.parse(readFileSync(page, 'utf8'))
  items[0].api_key = secrets.row
  writeFileSync(page, JSON.stringify({...rest, items}))
}

const folder = () => {
  const made = unpackCapture('j1-worker-reports-primary-own-ip')
  plant(made)
  return made
}

const [place, state, backups, out] = [folder(), scratch(), scratch(), scratch()]
const named = ['--primary=p1', '--worker=w1', '--balancer=nginx.conf']
const own = ['--state-dir', state, '--backup-dir', backups]
let archive = ''
let caseFile = ''

beforeAll(async () => {
  const file = join(scratch(), 'case.tgz')
  const live = ['--timeout=1', '--api-key', secrets.apiKey]
  expect(say('collect', ['collect', '-o', file, ...named, ...live], place).code).toBe(0)
  caseFile = execFileSync('tar', ['-xzOf', file], {encoding: 'latin1'})
  expect(caseFile).toMatch(/"cronicle":\{.*"mark":"scrypt:/s)
  expect(say('diagnosis of the case file', ['worker-reachability', file], scratch()).code).toBe(1)
  for (const format of formats) {
    const asked = format === 'text' ? [] : ['--offline']
    say(format, ['worker-reachability', ...named, '--timeout=1', '--format', format, ...asked], place)
  }
  say('key as an option', ['worker-reachability', ...named, '--timeout=1', '--api-key', secrets.apiKey], place)
  const plan = join(out, 'plan.json')
  const repair = ['repair', ...named, ...own, '--offline']
  expect(say('dry run', [...repair, '--dry-run'], place).code).toBe(0)
  expect(say('dry run, JSON', [...repair, '--dry-run', '--json'], place).code).toBe(0)
  expect(
    say('by hand', ['repair', '--primary=p1', ...own, '--offline', '--strategy=worker-identity'], place).code,
  ).toBe(4)
  expect(say('plan', [...repair, '--plan-out', plan], place).code).toBe(0)
  expect(say('apply', ['repair', '--apply', plan, '--yes', ...own], place).code).toBe(0)
  archive = join(backups, readdirSync(backups).find(name => name.endsWith('.gz')) ?? '')
  for (const json of [[], ['--json']]) {
    say('history', ['history', '--state-dir', state, ...json], place)
    say('backups', ['backups', 'list', backups, ...json], place)
    say('verify', ['backups', 'verify', archive, ...json], place)
  }
  expect(say('undo', ['undo', '--state-dir', state], place).code).toBe(0)
}, 120_000)

test('no key or password is in any output, format, plan or ledger, nor the manifest of a backup', () => {
  const manifest = execFileSync('tar', ['-xzOf', archive, 'manifest.json'], {encoding: 'utf8'})
  const files = [...everythingIn(state), ...everythingIn(out)]
  const kept = [...files, {where: 'manifest.json', text: manifest}, {where: 'case file', text: caseFile}]
  expect(kept.length).toBeGreaterThan(2)
  for (const {where, text} of [...said, ...kept]) {
    for (const [name, secret] of Object.entries(secrets)) {
      expect(text.includes(secret), `${name} in ${where}`).toBe(false)
    }
  }
})

test('only the archive itself holds a config.json whole, for its owner alone', () => {
  expect(execFileSync('tar', ['-xzOf', archive], {encoding: 'latin1'})).toContain(secrets.key)
  expect(statSync(archive).mode & 0o777).toBe(0o600)
  expect(statSync(state).mode & 0o077).toBe(0)
})
