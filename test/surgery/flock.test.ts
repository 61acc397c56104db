import {type ChildProcess, execFileSync, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest'
import {findOpeners} from '../../src/sources/locks/find-openers.ts'
import {type LockTool, lockTools, probeLock, takeLock} from '../../src/surgery/flock.ts'
import {oracle, oracleMissing} from '../oracle-binary.ts'
import {scratch} from '../unpack.ts'
import {bundleProcess} from './bundle-process.ts'
import {dataDirOf, raftDbOf} from './data-dirs.ts'

const started: ChildProcess[] = []
let script = ''
beforeAll(() => {
  script = bundleProcess('locking-process')
  oracle()
}, 600_000)
afterAll(() => rmSync(script, {force: true}))
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function aFile(): string {
  const path = join(scratch(), 'raft.db')
  writeFileSync(path, 'x')
  return path
}

/** Starts a process and waits for its first word. */
async function startedBy(command: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(command, args, {stdio: ['pipe', 'pipe', 'ignore']})
  started.push(child)
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  return child
}

/** What the flock program itself says. */
const isFree = (path: string): boolean => spawnSync('flock', ['-n', '-x', path, 'true']).status === 0
const isInstalled = ({name}: LockTool): boolean => spawnSync(name, ['-c', '1']).error === undefined

describe.each(lockTools.filter(isInstalled).map(tool => [tool.name, tool] as const))('flock by %s', (_, tool) => {
  const tools = [tool]

  test('is held by us and nobody else until it is released', () => {
    const path = aFile()
    const attempt = takeLock(path, {tools})
    expect(attempt.state).toBe('held')
    expect(isFree(path)).toBe(false)
    expect(takeLock(path, {tools}).state).toBe('held-by-another')
    expect(probeLock(path, {tools}).state).toBe('held-by-another')
    if (attempt.state === 'held') attempt.lock.release()
    expect(isFree(path)).toBe(true)
    expect(probeLock(path, {tools}).state).toBe('free')
  })

  test('held by another process: who it is', async () => {
    const path = aFile()
    const child = await startedBy('flock', ['-x', path, 'sh', '-c', 'echo held; exec cat'])
    const attempt = takeLock(path, {tools})
    expect(attempt).toMatchObject({state: 'held-by-another', holders: [{pid: child.pid}]})
    expect(probeLock(path, {tools}).state).toBe('held-by-another')
    child.kill('SIGKILL')
    await once(child, 'exit')
    // The shell it had started holds the descriptor too, and ends with its standard input.
    await expect.poll(() => probeLock(path, {tools}).state).toBe('free')
  })

  test('a shared lock lets other shared ones in, and no exclusive one', () => {
    const path = aFile()
    const attempt = takeLock(path, {tools, shared: true})
    expect(attempt.state).toBe('held')
    expect(probeLock(path, {tools}).state).toBe('free')
    expect(takeLock(path, {tools}).state).toBe('held-by-another')
    if (attempt.state === 'held') attempt.lock.release()
  })
})

describe('flock', () => {
  test('no file is ever made', () => {
    const path = join(scratch(), 'raft.db')
    expect(takeLock(path)).toEqual({state: 'absent'})
    expect(probeLock(path)).toEqual({state: 'absent'})
    expect(existsSync(path)).toBe(false)
  })

  test('a link and a folder are not locked', () => {
    const folder = scratch()
    symlinkSync(aFile(), join(folder, 'link'))
    expect(takeLock(join(folder, 'link')).state).toBe('failed')
    mkdirSync(join(folder, 'folder'))
    expect(takeLock(join(folder, 'folder')).state).toBe('failed')
  })

  test('no tool, a tool that fails, and one that is skipped for the next', () => {
    const path = aFile()
    const absent: LockTool = {name: 'no-such-program', args: () => []}
    const broken: LockTool = {name: 'sh', args: () => ['-c', 'echo applet not found >&2; exit 1']}
    expect(takeLock(path, {tools: [absent]})).toEqual({state: 'no-tool', tried: ['no-such-program']})
    expect(takeLock(path, {tools: [broken]})).toEqual({state: 'failed', reason: 'sh: applet not found'})
    const attempt = takeLock(path, {tools: [absent, broken, lockTools[0] as LockTool]})
    expect(attempt.state).toBe('held')
    if (attempt.state === 'held') attempt.lock.release()
  })

  test.each(['SIGKILL', 'SIGTERM'] as const)('a process ended by %s lets go', async signal => {
    const path = aFile()
    const child = await startedBy(process.execPath, [script, path])
    expect(isFree(path)).toBe(false)
    child.kill(signal)
    await once(child, 'exit')
    expect(isFree(path)).toBe(true)
  })

  test('a child of ours that outlives us does not keep it', async () => {
    const path = aFile()
    const child = await startedBy(process.execPath, [script, path, 'with-child'])
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isFree(path)).toBe(true)
  })

  test('the genuine store cannot be opened meanwhile, and we see it when it is', async context => {
    context.skip(oracle() === null, oracleMissing())
    const dir = dataDirOf('raft/tiny.tar.gz')
    const attempt = takeLock(raftDbOf(dir))
    const boot = ['boot', '-store', 'v1', '-wait', '1s', `n1=127.0.0.1:7001=${dir}`]
    const refused = spawnSync(oracle() as string, boot, {encoding: 'utf8'})
    expect(refused.status).not.toBe(0)
    expect(refused.stdout + refused.stderr).toContain('timeout')
    if (attempt.state === 'held') attempt.lock.release()
    expect(JSON.parse(execFileSync(oracle() as string, boot, {encoding: 'utf8'})).leader).toBe('n1')

    const wrong = join(scratch(), 'copy')
    cpSync(dir, wrong, {recursive: true})
    const running = spawn(oracle() as string, ['boot', '-wait', '5s', `other=10.1.1.1:1=${wrong}`], {stdio: 'ignore'})
    started.push(running)
    await expect.poll(() => probeLock(raftDbOf(wrong)).state, {timeout: 30_000}).toBe('held-by-another')
    expect(takeLock(raftDbOf(wrong))).toMatchObject({holders: [{pid: running.pid}]})
  }, 30_000)
})

describe('who has a file open', () => {
  test('names processes without a lock, and never ourselves', async () => {
    const path = aFile()
    const child = await startedBy('sh', ['-c', `exec 3<${path}; echo open; exec sleep 60`])
    const attempt = takeLock(path)
    if (attempt.state !== 'held') throw new Error(attempt.state)
    const {found, blindSpot} = findOpeners(attempt.lock.file)
    expect(found).toMatchObject([{pid: child.pid, command: 'sleep 60'}])
    expect(blindSpot === null || /seen|looked/.test(blindSpot)).toBe(true)
    attempt.lock.release()
  })
})
