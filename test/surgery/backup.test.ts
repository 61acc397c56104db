import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import fc from 'fast-check'
import {packTar} from 'modern-tar'
import {afterEach, beforeAll, describe, expect, test} from 'vitest'
import {backUpStores} from '../../src/surgery/back-up-stores.ts'
import {defaultBackupFolder} from '../../src/surgery/backup-folder.ts'
import {decodeManifest, type Manifest} from '../../src/surgery/backup-manifest.ts'
import {type Backup, createBackup} from '../../src/surgery/create-backup.ts'
import {realDisk} from '../../src/surgery/disk.ts'
import {listBackups, pruneBackups, verifyBackup} from '../../src/surgery/list-backups.ts'
import type {Attempt} from '../../src/surgery/refusal.ts'
import {restoreBackup} from '../../src/surgery/restore-backup.ts'
import {askOracle} from '../formats/raft/oracle-report.ts'
import {oracle, oracleMissing} from '../oracle-binary.ts'
import {scratch as tmp} from '../unpack.ts'
import {dataDirOf, raftDbOf, treeOf} from './data-dirs.ts'

const scratch = (): string => realpathSync(tmp())
const isRoot = process.geteuid?.() === 0
const started: ChildProcess[] = []
beforeAll(() => void oracle(), 600_000)
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function made<T>(attempt: Attempt<T>): T {
  if (!attempt.ok) throw new Error(JSON.stringify(attempt.refusals))
  return attempt.value
}

const codesOf = (attempt: Attempt<unknown>): readonly string[] => (attempt.ok ? [] : attempt.refusals.map(r => r.code))

function backUp(roots: readonly string[], folder: string, now = new Date()): Promise<Attempt<Backup>> {
  return createBackup(realDisk, {roots, folder, reason: 'repair', now})
}

/** A data-dir with everything odd a folder can hold. */
function oddDataDir(): string {
  const dir = join(scratch(), 'dkron.data')
  execFileSync('cp', ['-a', dataDirOf('raft/snapshots.tar.gz'), dir])
  mkdirSync(join(dir, 'empty'), {mode: 0o711})
  mkdirSync(join(dir, 'närrisch ✓'))
  writeFileSync(join(dir, 'närrisch ✓', `${'long'.repeat(40)}.txt`), '')
  writeFileSync(join(dir, 'closed'), 'secret', {mode: 0o400})
  chmodSync(join(dir, 'closed'), 0o400)
  symlinkSync('../elsewhere/../raft.db', join(dir, 'link'))
  symlinkSync('nowhere', join(dir, 'dangling'))
  if (isRoot) {
    chownSync(join(dir, 'closed'), 3_000_000, 1234)
    lchownSync(join(dir, 'link'), 1000, 1234)
    lchownSync(join(dir, 'dangling'), 3_000_001, 1234)
  }
  execFileSync('find', [dir, '-depth', '-exec', 'touch', '-h', '-d', '2023-01-02T03:04:05.678901Z', '{}', '+'])
  return dir
}

describe('a backup', () => {
  test('gives back the same tree: names, kinds, modes, owners, times, contents', async () => {
    const dir = oddDataDir()
    const file = join(scratch(), 'docker-compose.yml')
    writeFileSync(file, 'services: {}\n', {mode: 0o640})
    const folder = join(scratch(), 'backups')
    const before = treeOf(dir)
    const backup = made(await backUp([dir, file], folder))
    expect(treeOf(dir)).toEqual(before)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(backup.archive).mode & 0o777).toBe(0o600)
    expect(await verifyBackup(backup.archive)).toBeNull()
    const target = join(scratch(), 'restored')
    const {roots, notOwned} = made(await restoreBackup(realDisk, backup.archive, target))
    expect(roots).toEqual([
      {from: dir, to: join(target, 'dkron.data')},
      {from: file, to: join(target, 'docker-compose.yml')},
    ])
    expect(notOwned).toEqual([])
    // A link's own time is not restored: nothing reads it.
    const withoutLinkTimes = (lines: readonly string[]) =>
      lines.map(l => (/ 12\d+ /.test(l) ? l.replace(/ \d{16} /, ' ') : l))
    expect(withoutLinkTimes(treeOf(join(target, 'dkron.data')))).toEqual(withoutLinkTimes(before))
    expect(readFileSync(join(target, 'docker-compose.yml'))).toEqual(readFileSync(file))
  })

  test('is an ordinary tar.gz', async () => {
    const dir = oddDataDir()
    const {archive} = made(await backUp([dir], scratch()))
    const names = execFileSync('tar', ['-tzf', archive], {encoding: 'utf8'}).split('\n')
    expect(names[0]).toBe('manifest.json')
    expect(names).toContain('dkron.data/raft/raft.db')
    const target = scratch()
    execFileSync('tar', ['-xzf', archive, '-C', target])
    expect(readFileSync(join(target, 'dkron.data/raft/raft.db'))).toEqual(readFileSync(join(dir, 'raft/raft.db')))
  })

  test('two data-dirs of the same name are kept apart', async () => {
    const dirs = [oddDataDir(), oddDataDir()]
    const {archive} = made(await backUp(dirs, scratch()))
    const {roots} = made(await restoreBackup(realDisk, archive, join(scratch(), 'x')))
    expect(roots.map(({to}) => to.split('/').at(-1))).toEqual(['dkron.data', 'dkron.data.2'])
  })

  test('overwrites nothing, even in the same instant', async () => {
    const dir = dataDirOf('raft/tiny.tar.gz')
    const folder = scratch()
    const now = new Date()
    await Promise.all([1, 2, 3].map(() => backUp([dir], folder, now)))
    expect(readdirSync(folder)).toHaveLength(3)
  })

  test('leaves sockets and pipes out, and says so', async () => {
    const dir = dataDirOf('raft/tiny.tar.gz')
    execFileSync('mkfifo', [join(dir, 'pipe')])
    const server = createServer().listen(join(dir, 'socket'))
    const {manifest} = made(await backUp([dir], scratch()))
    server.close()
    expect(manifest.skipped.map(({path}) => path).sort()).toEqual([join(dir, 'pipe'), join(dir, 'socket')])
  })

  test('names what cannot be read, not the folder for backups', async () => {
    const dir = dataDirOf('raft/tiny.tar.gz')
    const folder = join(scratch(), 'backups')
    writeFileSync(Buffer.concat([Buffer.from(`${dir}/raft/odd-`), Buffer.from([0xff])]), '')
    const refused = await backUp([dir], folder)
    expect(refused).toMatchObject({
      refusals: [
        {code: 'backup-failed', message: expect.stringContaining(`${dir}/raft holds a name that is not UTF-8`)},
      ],
    })
    const gone = join(dir, 'raft', 'gone')
    expect(await backUp([dir, gone], folder)).toMatchObject({
      refusals: [{message: `no backup could be made: ${gone}: no such file or folder`}],
    })
    expect(existsSync(folder)).toBe(false)
  })

  test('of a store that may be neither locked nor read: refused, in words', async () => {
    const dir = dataDirOf('raft/tiny.tar.gz')
    const raftDb = join(dir, 'raft', 'dangling.db')
    symlinkSync('/nowhere/raft.db', raftDb)
    const request = {stores: [{dataDir: dir, raftDb}], folder: join(scratch(), 'backups'), now: new Date()}
    expect(await backUpStores(realDisk, request)).toMatchObject({
      refusals: [{code: 'missing', message: `${raftDb}: no such file or folder`}],
    })
  })

  test('of a folder that is a link, or into one: refused', async () => {
    const dir = dataDirOf('raft/tiny.tar.gz')
    const link = join(scratch(), 'link')
    symlinkSync(dir, link)
    expect(codesOf(await backUp([link], scratch()))).toEqual(['symlink'])
    const folder = join(scratch(), 'backups')
    symlinkSync(scratch(), folder)
    expect(codesOf(await backUp([dir], folder))).toEqual(['symlink'])
    expect(codesOf(await backUp([dir], join(dir, 'inside')))).toEqual(['wrong-kind'])
    symlinkSync(dir, join(scratch(), 'through'))
    expect(existsSync(join(dir, 'inside'))).toBe(false)
  })

  test('of something that changes while it is read: refused, nothing left', async () => {
    const dir = dataDirOf('raft/snapshots.tar.gz')
    const folder = join(scratch(), 'backups')
    const disk = {
      ...realDisk,
      createFile(path: string, mode: number) {
        writeFileSync(raftDbOf(dir), Buffer.alloc(statSync(raftDbOf(dir)).size))
        return realDisk.createFile(path, mode)
      },
    }
    const attempt = await createBackup(disk, {roots: [dir], folder, reason: 'repair', now: new Date()})
    expect(codesOf(attempt)).toEqual(['backup-failed'])
    expect(existsSync(folder)).toBe(false)
  })

  test('goes beside the data-dir, but out of a Docker volume, which takes everything in it with it', () => {
    expect(defaultBackupFolder('/srv/dkron.data', '/state')).toBe('/srv/dkron.data.doctor-backups')
    const volume = '/var/lib/docker/volumes/proj_data/_data'
    expect(defaultBackupFolder(volume, '/state')).toBe('/state/backups/proj_data')
    expect(defaultBackupFolder(`${volume}/dkron.data`, '/state')).toBe('/state/backups/proj_data')
  })
})

describe('a damaged archive', () => {
  test('is found out wherever it is damaged, and nothing is restored from it', async () => {
    const {archive} = made(await backUp([dataDirOf('raft/tiny.tar.gz')], scratch()))
    const whole = readFileSync(archive)
    const target = join(scratch(), 'target')
    const spoilt = join(scratch(), 'spoilt.tar.gz')
    const expectRefused = async (bytes: Uint8Array): Promise<void> => {
      writeFileSync(spoilt, bytes)
      expect(await verifyBackup(spoilt)).toEqual(expect.any(String))
      expect(codesOf(await restoreBackup(realDisk, spoilt, target))).toEqual(['backup-damaged'])
      expect(existsSync(target)).toBe(false)
    }
    const tar = gunzipSync(whole)
    const isSame = (bytes: Uint8Array): boolean => {
      try {
        return gunzipSync(bytes).equals(tar)
      } catch {
        return false
      }
    }
    await fc.assert(
      fc.asyncProperty(
        fc.integer({min: 10, max: whole.length - 1}),
        fc.integer({min: 1, max: 255}),
        async (at, bits) => {
          const bytes = Buffer.from(whole)
          bytes[at] = (bytes[at] ?? 0) ^ bits
          // A run of zeros can be copied from another run of zeros: the archive is then the same.
          fc.pre(!isSame(bytes))
          await expectRefused(bytes)
        },
      ),
      {numRuns: 60},
    )
    for (const length of [0, 1, 9, 100, whole.length >> 1, whole.length - 1]) {
      await expectRefused(whole.subarray(0, length))
    }
    await expectRefused(Buffer.from('not an archive'))
  })

  test('a manifest that leads out of the folder is refused', async () => {
    const {manifest} = made(await backUp([dataDirOf('raft/tiny.tar.gz')], scratch()))
    const file = {...manifest.entries.find(({type}) => type === 'file')} as Manifest['entries'][number]
    const bad: readonly unknown[] = [
      {...file, path: '../../evil'},
      {...file, path: '/etc/passwd'},
      {...file, path: 'a//b'},
      {...file, path: 'a/./b'},
      {...file, root: '..'},
      {...file, size: -1},
      {...file, sha256: 'x'},
      {...file, mode: -1},
      {...file, type: 'device'},
      null,
    ]
    for (const entry of bad) {
      const text = JSON.stringify({...manifest, entries: [entry]})
      expect(decodeManifest(text), text).toHaveProperty('problem')
    }
    const roots = [{name: '..', path: '/x'}]
    expect(decodeManifest(JSON.stringify({...manifest, roots, entries: [{...file, root: '..'}]}))).toHaveProperty(
      'problem',
    )
    for (const text of ['', '{', 'null', '[]', '{"schemaVersion":2}'])
      expect(decodeManifest(text)).toHaveProperty('problem')
  })

  test('an archive with more or less than its manifest lists, or in another order, is refused', async () => {
    const {manifest} = made(await backUp([dataDirOf('raft/tiny.tar.gz')], scratch()))
    const path = join(scratch(), 'a.tar.gz')
    const entry = {
      ...manifest.entries[0],
      type: 'file',
      path: 'x',
      size: 1,
      sha256: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
    }
    const text = JSON.stringify({...manifest, entries: [entry]})
    const root = manifest.roots[0]?.name
    const head = {header: {name: 'manifest.json', size: text.length}, body: text}
    const x = {header: {name: `${root}/x`, size: 1}, body: 'x'}
    const check = async (entries: Parameters<typeof packTar>[0]) => {
      writeFileSync(path, gzipSync(await packTar(entries)))
      return verifyBackup(path)
    }
    expect(await check([head, x])).toBeNull()
    expect(await check([head])).toMatch(/ends after 0 of 1/)
    expect(await check([head, x, {header: {name: `${root}/y`, size: 1}, body: 'y'}])).toMatch(/does not list/)
    expect(await check([x, head])).toMatch(/manifest/)
    expect(await check([head, {header: {name: `${root}/x`, size: 1}, body: 'z'}])).toMatch(/not what the manifest says/)
    const link = {header: {name: `${root}/x`, size: 0, type: 'symlink' as const, linkname: '/etc/passwd'}}
    expect(await check([head, link])).toMatch(/not of the kind/)
    expect(await check([])).toEqual(expect.any(String))
  })
})

describe('backups in a folder', () => {
  test('are listed, newest first, with what was left unfinished; pruned by exact name only', async () => {
    const dir = dataDirOf('raft/tiny.tar.gz')
    const folder = scratch()
    const first = made(await backUp([dir], folder, new Date('2024-01-01T00:00:00Z')))
    const second = made(await backUp([dir], folder, new Date('2024-02-01T00:00:00Z')))
    writeFileSync(join(folder, 'x.tar.gz.doctor-new-0123456789abcdef'), 'cut off')
    writeFileSync(join(folder, 'broken.tar.gz'), 'broken')
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    const listed = made(await listBackups(folder))
    expect(listed.slice(0, 2).map(({path, problem}) => [path, problem])).toEqual([
      [second.archive, null],
      [first.archive, null],
    ])
    expect(listed.slice(2).map(({name, manifest}) => [name, manifest])).toEqual([
      ['broken.tar.gz', null],
      ['x.tar.gz.doctor-new-0123456789abcdef', null],
    ])
    expect(listed.slice(2).every(({problem}) => problem !== null)).toBe(true)

    for (const name of ['notes.txt', '../x.tar.gz', 'missing.tar.gz', '*.tar.gz', '']) {
      expect(codesOf(pruneBackups(realDisk, folder, [listed[1]?.name ?? '', name]))).toEqual(['missing'])
    }
    expect(readdirSync(folder)).toHaveLength(5)
    made(pruneBackups(realDisk, folder, [listed[1]?.name ?? '', 'broken.tar.gz']))
    expect(readdirSync(folder).sort()).toEqual(
      [second.archive.split('/').at(-1), 'notes.txt', 'x.tar.gz.doctor-new-0123456789abcdef'].sort(),
    )
    expect(codesOf(await listBackups(join(folder, 'nowhere')))).toEqual(['missing'])
  })

  test('are restored to an empty folder only', async () => {
    const {archive} = made(await backUp([dataDirOf('raft/tiny.tar.gz')], scratch()))
    const full = scratch()
    writeFileSync(join(full, 'something'), '')
    expect(codesOf(await restoreBackup(realDisk, archive, full))).toEqual(['exists'])
    expect(readdirSync(full)).toEqual(['something'])
    const link = join(scratch(), 'link')
    symlinkSync(scratch(), link)
    expect(codesOf(await restoreBackup(realDisk, archive, link))).toEqual(['symlink'])
    const empty = scratch()
    made(await restoreBackup(realDisk, archive, empty))
    expect(readdirSync(empty)).toHaveLength(1)
  })
})

describe('a backup of a store', () => {
  test('that is stopped: byte for byte, and nobody can start it meanwhile', async () => {
    const dir = dataDirOf('raft/snapshots.tar.gz')
    let probed = 0
    const attempt = await backUpStores(realDisk, {
      stores: [{dataDir: dir, raftDb: raftDbOf(dir)}],
      folder: scratch(),
      now: new Date(),
      onProgress() {
        const taken = () => execFileSync('flock', ['-n', '-x', raftDbOf(dir), 'true'])
        expect(taken).toThrow()
        probed += 1
      },
    })
    const {archive, manifest} = made(attempt)
    expect(probed).toBeGreaterThan(0)
    expect(manifest.live).toBe(false)
    const target = join(scratch(), 'restored')
    const [root] = made(await restoreBackup(realDisk, archive, target)).roots
    expect(treeOf(root?.to ?? '')).toEqual(treeOf(dir))
  })

  test('that is being written flat out: of one moment, five times over', async context => {
    const program = oracle()
    context.skip(program === null, oracleMissing())
    const dir = join(scratch(), 'dkron.data')
    const args = [
      'make',
      '-raw',
      '-nosync=false',
      '-store',
      'v1',
      '-dir',
      dir,
      '-entries',
      '300000',
      '-size',
      '700',
      '-batch',
      '3',
    ]
    const writer = spawn(program as string, args, {stdio: 'ignore'})
    started.push(writer)
    await expect
      .poll(() => statSync(raftDbOf(dir), {throwIfNoEntry: false})?.size ?? 0, {timeout: 30_000})
      .toBeGreaterThan(1e6)
    const folder = scratch()
    const entries: number[] = []
    const live: boolean[] = []
    for (let i = 0; i < 5; i += 1) {
      const stores = [{dataDir: dir, raftDb: raftDbOf(dir)}]
      const {archive, manifest} = made(await backUpStores(realDisk, {stores, folder, now: new Date()}))
      live.push(manifest.live)
      const [root] = made(await restoreBackup(realDisk, archive, join(scratch(), 'restored'))).roots
      const report = askOracle(program as string, root?.to ?? '', 'v1')
      expect(report).toMatchObject({bolt_check: [], first: 1, gaps: 0, last: report.entries})
      expect(report).not.toHaveProperty('bad_entries')
      entries.push(report.entries)
      rmSync(archive)
      rmSync(root?.to ?? '', {recursive: true})
    }
    // At least the first two fall into the writing, however fast the machine is.
    expect(live.slice(0, 2)).toEqual([true, true])
    expect(entries[1]).toBeGreaterThan(entries[0] ?? 0)
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)

  test('that takes snapshots and drops its log meanwhile: it boots, with a leader, from every backup', async context => {
    const program = oracle()
    context.skip(program === null, oracleMissing())
    const dir = join(scratch(), 'dkron.data')
    // More than it can write while the backups are made, however fast the machine; it is ended afterwards.
    const work = ['-entries', '900000', '-size', '200', '-snaps', '400', '-trailing', '50']
    const args = ['make', '-store', 'v1', '-nosync=false', '-dir', dir, ...work]
    started.push(spawn(program as string, args, {stdio: 'ignore'}))
    const snapshots = join(dir, 'raft', 'snapshots')
    await expect
      .poll(() => existsSync(snapshots) && readdirSync(snapshots).length, {timeout: 30_000})
      .toBeGreaterThan(0)
    const folder = scratch()
    const applied: number[] = []
    for (let i = 0; i < 5; i += 1) {
      const stores = [{dataDir: dir, raftDb: raftDbOf(dir)}]
      const {archive, manifest} = made(await backUpStores(realDisk, {stores, folder, now: new Date()}))
      expect(manifest.live).toBe(true)
      const [root] = made(await restoreBackup(realDisk, archive, join(scratch(), 'restored'))).roots
      const boot = ['boot', '-store', 'v1', '-wait', '5s', `n1=127.0.0.1:7001=${root?.to}`]
      const {leader, nodes} = JSON.parse(execFileSync(program as string, boot, {encoding: 'utf8'}))
      expect(leader).toBe('n1')
      applied.push(nodes.n1.last_log)
    }
    expect(applied).toEqual([...applied].sort((a, b) => a - b))
    expect(new Set(applied).size).toBeGreaterThan(1)
  }, 120_000)
})
