import {chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Config} from '@oclif/core'
import {afterEach, beforeAll, describe, expect, it, vi} from 'vitest'
import Jobs from '../../src/commands/jobs.ts'
import {ToolError} from '../../src/errors.ts'
import {scratch, unpack} from '../unpack.ts'

let config: Config

beforeAll(async () => {
  config = await Config.load(join(import.meta.dirname, '../..'))
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
})

interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
  readonly error: ToolError | null
}

/** Runs the command in this process, whatever it prints caught. */
async function jobs(...argv: readonly string[]): Promise<Ran> {
  vi.stubEnv('LANG', 'C.UTF-8')
  vi.stubEnv('NO_COLOR', '1')
  const stdout = catchOutput(process.stdout)
  const stderr = catchOutput(process.stderr)
  let error: ToolError | null = null
  try {
    await Jobs.run([...argv], config)
  } catch (thrown) {
    if (!(thrown instanceof ToolError)) throw thrown
    error = thrown
  }
  vi.restoreAllMocks()
  return {stdout: stdout.join(''), stderr: stderr.join(''), exit: error?.exit ?? Number(process.exitCode ?? 0), error}
}

function catchOutput(stream: NodeJS.WriteStream): string[] {
  const chunks: string[] = []
  vi.spyOn(stream, 'write').mockImplementation((chunk, encodingOrDone?: unknown, done?: unknown) => {
    chunks.push(String(chunk))
    const finished = typeof encodingOrDone === 'function' ? encodingOrDone : done
    if (typeof finished === 'function') finished()
    return true
  })
  return chunks
}

function dirOf(archive: string): string {
  const folder = unpack(archive)
  return join(folder, readdirSync(folder)[0] ?? '')
}

const dead = 'dkron/v4.0.9-e1-1-down-up-new-id-new-ip/dkron.data.tar.gz'

describe('doctor jobs', () => {
  it('prints the array alone on stdout, the statement on stderr', async () => {
    const {stdout, stderr, exit} = await jobs(dirOf(dead))
    const names = JSON.parse(stdout).map((job: {name: string}) => job.name)
    expect(names).toEqual(['child', 'hello', 'off'])
    expect(exit).toBe(0)
    expect(stderr).toMatch(/^3 jobs from /)
    expect(stderr).toMatch(/log entries 1 to 21/)
    expect(stderr).toMatch(/6 executions: Dkron has no way to take them back; --executions FILE saves/)
    expect(stderr).toContain('curl -F file=@jobs.json http://HOST:8080/v1/restore')
    expect(stderr).not.toMatch(/NOT COMPLETE|Look at/)
    for (const line of stderr.split('\n').filter(l => !l.includes('curl'))) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('writes new files, whole, for the owner only', async () => {
    const folder = scratch()
    const [file, executions] = [join(folder, 'my jobs.json'), join(folder, 'executions.ndjson')]
    const {stdout, stderr, exit} = await jobs(dirOf(dead), '-o', file, '--executions', executions)
    expect([stdout, exit]).toEqual(['', 0])
    expect(JSON.parse(readFileSync(file, 'utf8')).length).toBe(3)
    const lines = readFileSync(executions, 'utf8').trim().split('\n')
    expect(lines.map(line => JSON.parse(line).job_name)).toEqual(['child', 'child', 'child', 'hello', 'hello', 'hello'])
    expect(readdirSync(folder).sort()).toEqual(['executions.ndjson', 'my jobs.json'])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(stderr).toContain(`curl -F file=@'${file}'`)
  })

  it('prints executions on stdout when asked', async () => {
    const {stdout, exit} = await jobs(dirOf(dead), '-o', join(scratch(), 'jobs.json'), '--executions', '-')
    expect(stdout.trim().split('\n').length).toBe(6)
    expect(stdout).toMatch(/"group":\d{19},/)
    expect(exit).toBe(0)
  })

  it('never overwrites, and looks before it reads', async () => {
    const file = join(scratch(), 'jobs.json')
    writeFileSync(file, 'mine')
    for (const argv of [
      ['-o', file],
      ['--executions', file],
    ]) {
      const {error, exit} = await jobs('/nowhere', ...argv)
      expect([error?.code, exit]).toEqual(['OUTPUT_EXISTS', 4])
    }
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  it('leaves nothing behind where it cannot write', async () => {
    const folder = join(scratch(), 'closed')
    mkdirSync(folder)
    const {error} = await jobs(dirOf(dead), '-o', join(folder, 'missing', 'jobs.json'))
    expect(error).toMatchObject({code: 'OUTPUT_FAILED', exit: 4, message: expect.stringMatching(/ENOENT/)})
    expect(readdirSync(folder)).toEqual([])
    if (process.getuid?.() === 0) return
    chmodSync(folder, 0o500)
    expect((await jobs(dirOf(dead), '-o', join(folder, 'jobs.json'))).error?.code).toBe('OUTPUT_FAILED')
  })

  it.each([
    [['--executions', '-']],
    [['--executions', '-', '-o', 'a.json', '--json']],
    [['--executions', 'a.json', '-o', 'a.json']],
    [['--dkron-version', 'four']],
  ])('case %# is wrong usage', async argv => {
    const {error, exit} = await jobs('/nowhere', ...argv)
    expect([error?.code, exit]).toEqual(['BAD_USAGE', 2])
  })

  it('--json gives jobs and statement in one object', async () => {
    const {stdout, exit} = await jobs(dirOf(dead), '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      file: null,
      jobs: [{name: 'child', dependent_jobs: null}, {name: 'hello'}, {name: 'off'}],
      leftOut: [],
      statement: {complete: true, jobs: 3, executions: 6, entries: {from: '1', to: '21', count: 21}},
    })
    expect(exit).toBe(0)
  })

  it('--json with -o leaves the jobs to the file', async () => {
    const {stdout} = await jobs(dirOf(dead), '--json', '-o', join(scratch(), 'jobs.json'))
    expect(JSON.parse(stdout)).not.toHaveProperty('jobs')
  })

  it('ends with 1 and says so loudly when something is missing', async () => {
    const {stdout, stderr, exit} = await jobs(dirOf('dkron/v4.0.9-e5-snap-bad-crc/dkron.data.tar.gz'))
    expect(JSON.parse(stdout).length).toBe(4)
    expect(stderr).toMatch(/NOT COMPLETE\n {2}✗ snapshot 3-19-\d+ is one that Dkron refuses/)
    expect(exit).toBe(1)
  })

  it('ends with 3 when nothing can be read', async () => {
    const {error, exit, stdout} = await jobs(dirOf('dkron/v4.0.9-e5-raftdb-both-metas/dkron.data.tar.gz'))
    expect([error?.code, exit, stdout]).toEqual(['STORE_UNREADABLE', 3, ''])
  })

  it('tells what may be uncommitted among several voters', async () => {
    const {stderr} = await jobs(dirOf('dkron/v4.0.9-e4-1-healthy-3/d1.tar.gz'))
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(/up to 20 entries \(1 to 20\).*commit index is not stored/)
  })

  it('tells no way back when there is no job', async () => {
    const {stdout, stderr, exit} = await jobs(dirOf('dkron/v4.0.9-e4-10-same-data-dir/d1.tar.gz'))
    expect([stdout, exit]).toEqual(['[]\n', 0])
    expect(stderr).toMatch(/^0 jobs/)
    expect(stderr).not.toContain('curl')
  })
})
