import {spawn, spawnSync} from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {dirname, join} from 'node:path'
import {afterEach, describe, expect, type TestContext, test} from 'vitest'
import type {Plan} from '../../src/repairs/plan.ts'
import {sealPlan} from '../../src/repairs/seal-plan.ts'
import {hashFile} from '../../src/surgery/imprint.ts'
import type {RunResult} from '../../src/surgery/run-plan.ts'
import {scratch} from '../unpack.ts'
import {doctor, program} from './doctor.ts'
import {repairPlace} from './repair-place.ts'

const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'
const recover = ['--strategy', 'recover-configuration']
const started: {kill(): void}[] = []

afterEach(() => {
  for (const child of started.splice(0)) child.kill()
})

describe('a plan', () => {
  test('is shown with --dry-run, and nothing is changed', () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const ran = place.repair('--dry-run')
    expect(ran).toMatchObject({code: 0, stderr: ''})
    expect(ran.stdout).toMatch(/^\s+\+ {4}command: .* --node-name=a52fb2697449$/m)
    expect(place.tree()).toEqual(before)
    expect([readdirSync(place.stateDir), readdirSync(place.backupDir)]).toEqual([[], []])
  })

  test('is JSON with --json, and nothing else stands on stdout', () => {
    const place = repairPlace(broken)
    const ran = place.repair(...recover, '--dry-run', '--json')
    const plan = JSON.parse(ran.stdout) as Plan
    expect(ran).toMatchObject({code: 0, stderr: '', stdout: `${JSON.stringify(plan, null, 2)}\n`})
    expect(plan).toMatchObject({schemaVersion: 1, strategy: 'recover-configuration', risk: 'disruptive', refusals: []})
    const paths = plan.inputs.map(i => i.path.slice(place.folder.length + 1))
    expect(paths).toEqual(['dkron.data/raft/raft.db', 'docker-compose.yml'])
  })

  test('is saved and run later; the result says what was seen afterwards', () => {
    const place = repairPlace(broken)
    expect(place.repair(...recover, '--plan-out', 'plan.json').code).toBe(0)
    const ran = doctor(['repair', '--apply', 'plan.json', '--yes', '--json', ...place.own], {cwd: place.folder})
    const result = JSON.parse(ran.stdout) as RunResult
    expect(result).toMatchObject({outcome: 'applied', exitCode: 0, recorded: true, refusals: [], warnings: []})
    expect(result.confirmed).toEqual([
      expect.stringMatching(/Voter "dkron" at 172\.19\.0\.3:6868 \(index 22\)/),
      expect.stringMatching(/^3 jobs and 6 executions in .*, as before$/),
    ])
    expect(existsSync(result.backup ?? '')).toBe(true)
  })

  test('from a case file is that of what went into it, and is run on this host', () => {
    const place = repairPlace(broken)
    expect(doctor(['collect', '-o', 'case.tgz', ...place.evidence, '--offline'], {cwd: place.folder}).code).toBe(0)
    const planned = (...args: readonly string[]) =>
      doctor(['repair', ...args, ...recover, ...place.own], {cwd: place.folder})
    const idOf = (text: string) => (JSON.parse(text) as Plan).id
    const fromCase = planned('case.tgz', '--dry-run', '--json')
    expect(idOf(fromCase.stdout)).toBe(idOf(place.repair(...recover, '--offline', '--dry-run', '--json').stdout))
    expect(planned('case.tgz', '--yes').code).toBe(0)
  })

  test('stands on a page with its diagnosis, and with what came of it', () => {
    const place = repairPlace(broken)
    const page = () => readFileSync(join(place.folder, 'page.html'), 'utf8')
    const dry = place.repair('--dry-run', '--report', 'page.html')
    expect(dry).toMatchObject({code: 0, stderr: ''})
    expect(page()).toMatch(/<h2 id="plan">Plan<[\s\S]*<ins>\+ {4}command: .* --node-name=a52fb2697449<\/ins>/)
    expect(page()).toMatch(/<h1>e1_dkron_1 calls itself[\s\S]*<svg/)
    expect(page()).not.toContain('Result')
    const ran = place.repair(...recover, '--yes', '--report', 'page.html')
    expect(ran).toMatchObject({code: 0, stderr: ''})
    const run = /doctor undo \S+/.exec(ran.stdout)?.[0] ?? 'none'
    expect(page()).toMatch(/<h3>Result<\/h3><p><strong>Done and verified\.<[\s\S]*3 jobs and 6 executions in/)
    expect(page()).toContain(`<li>Take it back: ${run}</li>`)
    expect(place.repair('--dry-run', '--report', 'no/such/page.html').code).toBe(2)
  })

  test('edited by hand is not run', () => {
    const place = repairPlace(broken)
    place.repair(...recover, '--plan-out', 'plan.json')
    const file = join(place.folder, 'plan.json')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"dkron"', '"dkron2"'))
    const before = place.tree()
    const ran = doctor(['repair', '--apply', 'plan.json', '--yes', ...place.own], {cwd: place.folder})
    expect(ran).toMatchObject({code: 2, stdout: ''})
    expect(ran.stderr).toMatch(/changed after it was made/)
    expect(place.tree()).toEqual(before)
  })

  test('is not made of what --apply already has', () => {
    expect(doctor(['repair', '--apply', 'x', '--strategy', 'reset'])).toMatchObject({code: 2})
  })

  test('of an unknown strategy, or one that does not fit, is refused with the reason', () => {
    const place = repairPlace(broken)
    expect(place.repair('--strategy', 'magic').stderr).toMatch(/there is no strategy "magic"/)
    const ran = place.repair('--strategy', 'give-back-address', '--yes')
    expect(ran).toMatchObject({code: 4, stdout: ''})
    expect(ran.stderr).toMatch(/no stored address stands in the way/)
  })
})

describe('--yes', () => {
  test('runs the default repair, and undo gives every byte, mode, owner and time back', () => {
    const place = repairPlace(broken)
    chmodSync(join(place.folder, 'docker-compose.yml'), 0o640)
    const before = place.tree()
    const ran = place.repair('--yes')
    expect(ran).toMatchObject({code: 0, stderr: ''})
    expect(ran.stdout).toMatch(/Done and verified[\s\S]*doctor undo \d{8}T\d{9}Z-[0-9a-f]{8}[\s\S]*up -d dkron/)
    expect(place.tree()).not.toEqual(before)
    const history = doctor(['history', '--state-dir', place.stateDir])
    expect(history.stdout).toMatch(/applied {2}pin-old-id[\s\S]*docker-compose\.yml: as the\s+repair left it/)
    expect(place.undo()).toMatchObject({code: 0, stderr: ''})
    expect(place.tree()).toEqual(before)
    expect(place.undo()).toMatchObject({code: 4})
  })

  test('backups are beside the data-dir when not told otherwise, listed, verified and restored', () => {
    const place = repairPlace(broken)
    const ran = doctor(['repair', ...place.evidence, '--state-dir', place.stateDir, ...recover, '--yes'], {
      cwd: place.folder,
    })
    expect(ran.code).toBe(0)
    const folder = join(place.folder, 'dkron.data.doctor-backups')
    const [name = ''] = readdirSync(folder)
    expect(doctor(['backups', 'list', folder]).stdout).toContain(name)
    expect(doctor(['backups', 'verify', join(folder, name)]).code).toBe(0)
    const restored = join(scratch(), 'restored')
    expect(doctor(['backups', 'restore', join(folder, name), restored]).code).toBe(0)
    const state = doctor(['inspect', join(restored, 'dkron.data'), '--json']).stdout
    expect(state).toContain('a52fb2697449')
  })

  test('undo is refused once the scheduler has run on it, unless told', () => {
    const place = repairPlace(broken)
    place.repair('--yes')
    const compose = join(place.folder, 'docker-compose.yml')
    writeFileSync(compose, `${readFileSync(compose, 'utf8')}# mine\n`)
    const before = place.tree()
    const ran = place.undo()
    expect(ran).toMatchObject({code: 4, stdout: ''})
    expect(ran.stderr).toMatch(/no longer what the repair left[\s\S]*--force/)
    expect(place.tree()).toEqual(before)
    expect(place.undo('--force').code).toBe(0)
    expect(readFileSync(compose, 'utf8')).not.toContain('--node-name')
    const kept = readdirSync(place.folder).find(f => f.startsWith('docker-compose.yml.doctor-old-'))
    expect(readFileSync(join(place.folder, kept ?? ''), 'utf8')).toContain('# mine')
  })

  test('a record that cannot be written is said, and gone without only when told', () => {
    const place = repairPlace(broken)
    const file = join(place.stateDir, 'ledger')
    writeFileSync(file, 'in the way')
    const before = place.tree()
    const ran = place.repair('--yes')
    expect(ran).toMatchObject({code: 4})
    expect(ran.stdout).toMatch(/--no-record/)
    expect(place.tree()).toEqual(before)
    const without = place.repair('--yes', '--no-record')
    expect(without.code).toBe(0)
    expect(without.stdout).not.toContain('doctor undo')
  })
})

describe('consent', () => {
  test('without a terminal and without --yes nothing is done', () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const ran = place.repair()
    expect(ran).toMatchObject({code: 4})
    expect(ran.stderr).toMatch(/no terminal to ask; nothing was changed[\s\S]*--yes/)
    expect(place.tree()).toEqual(before)
  })

  test('loss of data needs the name of the server as well', () => {
    const place = repairPlace(broken)
    const before = place.tree()
    for (const confirm of [[], ['--confirm', 'dkron']]) {
      const ran = place.repair('--strategy', 'reset', '--yes', ...confirm)
      expect(ran).toMatchObject({code: 4})
      expect(ran.stderr).toMatch(/--confirm e1_dkron_1; nothing was changed/)
      expect(place.tree()).toEqual(before)
    }
  })

  test('reset saves jobs and executions, moves the state aside, and can be taken back', () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const exported = ['jobs.json', 'executions.ndjson'].map(f => join(scratch(), f))
    doctor(['jobs', 'dkron.data', '-o', exported[0] ?? '', '--executions', exported[1] ?? ''], {cwd: place.folder})
    const ran = place.repair('--strategy', 'reset', '--yes', '--confirm', 'e1_dkron_1')
    expect(ran, ran.stderr).toMatchObject({code: 0, stderr: ''})
    const files = readdirSync(place.folder)
    const saved = ['jobs', 'executions'].map(kind => files.find(f => f.startsWith(`dkron.data.${kind}-`)) ?? '')
    const read = (file: string) => readFileSync(file, 'utf8')
    expect(saved.map(f => read(join(place.folder, f)))).toEqual(exported.map(read))
    expect(ran.stdout).toContain(`curl -F file=@${join(place.folder, saved[0] ?? '')}`)
    expect(readdirSync(join(place.folder, 'dkron.data')).every(f => f.startsWith('raft.doctor-old-'))).toBe(true)
    expect(place.undo().code).toBe(0)
    expect(place.tree()).toEqual(before)
  })
})

describe('refused, with the reason and nothing changed', () => {
  /** Runs a repair that must be refused; the reason, then the next step. */
  function expectRefused(place: ReturnType<typeof repairPlace>, reason: RegExp, ...args: readonly string[]): void {
    const before = place.tree()
    const ran = place.repair(...args)
    expect(ran, ran.stdout + ran.stderr).toMatchObject({code: 4})
    expect((ran.stdout + ran.stderr).replace(/\s+/g, ' ')).toMatch(reason)
    expect(place.tree()).toEqual(before)
    expect(readdirSync(place.backupDir)).toEqual([])
  }

  test('changed inputs', () => {
    const place = repairPlace(broken)
    place.repair(...recover, '--plan-out', 'plan.json')
    const compose = join(place.folder, 'docker-compose.yml')
    writeFileSync(compose, `${readFileSync(compose, 'utf8')}\n`)
    const before = place.tree()
    const ran = doctor(['repair', '--apply', 'plan.json', '--yes', ...place.own], {cwd: place.folder})
    expect(ran.code).toBe(4)
    expect(ran.stdout.replace(/\s+/g, ' ')).toMatch(
      /docker-compose\.yml is not what it was when the plan was made.* Make a new plan/,
    )
    expect(place.tree()).toEqual(before)
    expect(readdirSync(place.backupDir)).toEqual([])
  })

  test('the lock of raft.db is held by another process', async () => {
    const place = repairPlace(broken)
    const raftDb = join(place.folder, 'dkron.data/raft/raft.db')
    const holder = spawn('flock', ['-x', raftDb, 'sh', '-c', 'echo held; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    started.push({kill: () => process.kill(-(holder.pid ?? 0), 'SIGKILL')})
    await new Promise(resolve => holder.stdout.once('data', resolve))
    const reason = new RegExp(`raft\\.db is locked: .*process ${holder.pid}.* Stop the scheduler`)
    expectRefused(place, reason, ...recover, '--yes')
  })

  test('a symbolic link for a data-dir', () => {
    const place = repairPlace(broken)
    renameSync(join(place.folder, 'dkron.data'), join(place.folder, 'real'))
    symlinkSync('real', join(place.folder, 'dkron.data'))
    expectRefused(place, /symbolic link: name the folder itself, .*\/real/, ...recover, '--yes')
  })

  test.each([
    ['v2.2.2-e2d-alias-only-new-ip', []],
    [broken, ['--dkron-version', '3.1.1']],
  ])('peers.json where Dkron panics on it: %s %j', (name, args) => {
    expectRefused(
      repairPlace(name),
      /before 3\.1\.2 panics.* Try this: .*doctor no-leader/,
      '--strategy',
      'peers-json',
      '--yes',
      ...args,
    )
  })

  test.each(['v4.0.9-e5-raftdb-zeroed-page', 'v4.0.9-e5-raftdb-both-metas'])('a damaged raft.db: %s', name => {
    expectRefused(repairPlace(name), /no repair without loss.* Try this: .*doctor no-leader/, '--yes')
    expectRefused(
      repairPlace(name),
      /recover-configuration: no finding asks for it.* Try this: .*doctor no-leader/,
      ...recover,
      '--yes',
    )
  })

  test('what has to be known first is told, not a lesser finding', () => {
    const alone = repairPlace(broken, ['inspect', 'network', 'api', 'log'])
    expectRefused(alone, /which server ID the present process has is not known/, '--yes')
  })

  test('a raft.db that was damaged after the plan was made', () => {
    const place = repairPlace(broken)
    place.repair(...recover, '--plan-out', 'plan.json')
    const plan = JSON.parse(readFileSync(join(place.folder, 'plan.json'), 'utf8')) as Plan
    const damaged = repairPlace('v4.0.9-e5-raftdb-zeroed-page')
    cpSync(join(damaged.folder, 'dkron.data/raft/raft.db'), join(place.folder, 'dkron.data/raft/raft.db'))
    const {sha256} = hashFile(join(place.folder, 'dkron.data/raft/raft.db'))
    const inputs = plan.inputs.map(i => (i.path.endsWith('raft.db') ? {...i, sha256} : i))
    const {schemaVersion: _, id: __, ...draft} = plan
    writeFileSync(join(place.folder, 'plan.json'), JSON.stringify(sealPlan({...draft, inputs})))
    const before = place.tree()
    const ran = doctor(['repair', '--apply', 'plan.json', '--yes', ...place.own], {cwd: place.folder})
    expect(ran.code).toBe(4)
    expect(ran.stdout).toMatch(/is damaged/)
    expect(place.tree()).toEqual(before)
  })

  describe.skipIf(process.geteuid?.() !== 0)('as another user (needs root)', () => {
    const user = {uid: 65534, gid: 65534}
    const asUser = (place: ReturnType<typeof repairPlace>) => {
      for (const folder of [place.stateDir, place.backupDir]) chownSync(folder, user.uid, user.gid)
      for (let above = place.folder; above !== '/tmp' && above !== '/'; above = dirname(above)) chmodSync(above, 0o755)
      const args = [program, 'repair', ...place.evidence, ...place.own, ...recover, '--yes']
      const env = {PATH: process.env.PATH, HOME: place.stateDir, LANG: 'C.UTF-8'}
      const ran = spawnSync(process.execPath, args, {cwd: place.folder, encoding: 'utf8', env, ...user})
      return {code: ran.status, text: (ran.stdout + ran.stderr).replace(/\s+/g, ' ')}
    }

    test.each([
      ['a folder that may not be written', ['a+rX'], /permission denied.* Run it again as the owner/],
      ['files that would change hands', ['a+rwX'], /belongs to 0:0, and only root could leave it so.* Run it again as/],
    ])('%s', (_, modes, reason) => {
      const place = repairPlace(broken)
      for (const mode of modes) spawnSync('chmod', ['-R', mode, place.folder])
      const before = place.tree().slice(1)
      const {code, text} = asUser(place)
      expect(code, text).toBe(4)
      expect(text).toMatch(reason)
      expect(place.tree().slice(1)).toEqual(before)
    })
  })

  describe.skipIf(process.geteuid?.() !== 0)('by the file system (needs root)', () => {
    const mounted: string[] = []
    afterEach(() => {
      for (const folder of mounted.splice(0)) spawnSync('umount', [folder])
    })

    /** Skips the test where nothing may be mounted. */
    function mount(context: TestContext, folder: string, ...options: readonly string[]): void {
      const {status, stderr} = spawnSync('mount', [...options, folder], {encoding: 'utf8'})
      context.skip(status !== 0, `nothing can be mounted: ${stderr}`)
      if (!mounted.includes(folder)) mounted.push(folder)
    }

    test('mounted read-only', context => {
      const place = repairPlace(broken)
      const dataDir = join(place.folder, 'dkron.data')
      mount(context, dataDir, '--bind', dataDir)
      mount(context, dataDir, '-o', 'remount,ro,bind')
      expectRefused(place, /mounted read-only.* Mount it writable/, ...recover, '--yes')
    })

    test('full beside the data', context => {
      const place = repairPlace(broken)
      const dataDir = join(place.folder, 'dkron.data')
      const content = scratch()
      cpSync(dataDir, content, {recursive: true})
      mount(context, dataDir, '-t', 'tmpfs', '-o', 'size=300k', 'tmpfs')
      cpSync(content, dataDir, {recursive: true})
      expectRefused(place, /the new raft\.db may take \d+ .*Free some space/, ...recover, '--yes')
    })

    test('full where the backup goes', context => {
      const place = repairPlace(broken)
      mount(context, place.backupDir, '-t', 'tmpfs', '-o', 'size=300k', 'tmpfs')
      expectRefused(
        place,
        /the backup may take \d+ .*or name a folder on another disk with --backup-dir/,
        ...recover,
        '--yes',
      )
    })
  })

  test('a folder for the backup inside what is backed up', () => {
    const place = repairPlace(broken)
    const folder = join(place.folder, 'dkron.data', 'backups')
    const before = place.tree()
    const args = [...place.evidence, '--state-dir', place.stateDir, '--backup-dir', folder, ...recover, '--yes']
    const ran = doctor(['repair', ...args], {cwd: place.folder})
    expect(ran.code).toBe(4)
    expect(ran.stdout.replace(/\s+/g, ' ')).toMatch(/lies inside .*, which is to be backed up/)
    expect(place.tree()).toEqual(before)
  })
})
