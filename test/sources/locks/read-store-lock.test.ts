import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, describe, expect, test} from 'vitest'
import {readValue} from '../../../src/case/read.ts'
import type {StoreLock} from '../../../src/case/store-lock.ts'
import {readStoreLock} from '../../../src/sources/locks/read-store-lock.ts'
import {takeLock} from '../../../src/surgery/flock.ts'
import {scratch} from '../../unpack.ts'

const missing = !existsSync('/proc/locks')
  ? 'this system has no /proc/locks'
  : spawnSync('flock', ['--version']).error
    ? 'flock is not installed'
    : ''

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function aFile(): string {
  const path = join(scratch(), 'raft.db')
  writeFileSync(path, 'x')
  return path
}

/** Holds the lock until it is killed; waits for its first word. */
async function holding(path: string, script: string): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', script, 'sh', path], {stdio: ['pipe', 'pipe', 'ignore']})
  started.push(child)
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  return child
}

const lockOf = (path: string): StoreLock | null => readValue(readStoreLock(path, null))

describe.skipIf(missing !== '')(`the lock of a store${missing && `: ${missing}`}`, () => {
  test('held by another process: which one, below which parents', async () => {
    const path = aFile()
    const child = await holding(path, 'exec flock -x "$1" sh -c "echo held; exec sleep 60"')
    const [holder, ...more] = lockOf(path)?.holders ?? []
    expect(more).toEqual([])
    expect(holder).toMatchObject({pid: child.pid, command: 'flock'})
    expect(holder?.ancestors[0]).toBe(process.pid)
  })

  test('the process that took it has ended, and another inherited the open file', async () => {
    const path = aFile()
    const child = await holding(path, 'exec 9<"$1"; flock -x 9; echo held; exec sleep 60')
    expect(lockOf(path)?.holders).toMatchObject([{pid: child.pid, command: 'sleep 60'}])
  })

  test('through a link, and a shared one', async () => {
    const path = aFile()
    const link = join(scratch(), 'link.db')
    symlinkSync(path, link)
    await holding(path, 'exec flock -s "$1" sh -c "echo held; exec sleep 60"')
    expect(lockOf(link)?.holders).toHaveLength(1)
  })

  test('that doctor itself holds for a repair is no holder', () => {
    const path = aFile()
    const attempt = takeLock(path)
    expect(attempt.state).toBe('held')
    expect(lockOf(path)?.holders).toEqual([])
    if (attempt.state === 'held') attempt.lock.release()
  })

  test('waiting is not holding, and another file with a lock is another file', async () => {
    const path = aFile()
    const other = aFile()
    await holding(other, 'exec flock -x "$1" sh -c "echo held; exec sleep 60"')
    expect(lockOf(path)?.holders).toEqual([])
    const child = spawn('flock', ['-x', other, 'true'], {stdio: 'ignore'})
    started.push(child)
    const waits = () => readFileSync('/proc/locks', 'utf8').includes(`-> FLOCK  ADVISORY  WRITE ${child.pid} `)
    await expect.poll(waits).toBe(true)
    expect(lockOf(other)?.holders.map(h => h.pid)).not.toContain(child.pid)
  })

  test('reading takes no lock and touches nothing', () => {
    const path = aFile()
    const before = statSync(path, {bigint: true})
    lockOf(path)
    const {inode} = {inode: String(before.ino)}
    expect(readFileSync('/proc/locks', 'utf8')).not.toContain(`:${inode} `)
    expect(statSync(path, {bigint: true})).toEqual({...before, atimeNs: expect.anything(), atimeMs: expect.anything()})
  })
})

test('no file has no lock', () => {
  expect(readStoreLock(join(scratch(), 'raft.db'), null)).toMatchObject({state: 'absent'})
})

test('on a file system of other hosts the blind spot is said', () => {
  expect(lockOf(aFile())?.blindSpot ?? '').not.toContain('nfs4')
  expect(readValue(readStoreLock(aFile(), 'nfs4'))?.blindSpot).toContain('nfs4, where locks of other hosts do not show')
})
