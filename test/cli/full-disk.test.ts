import {spawnSync} from 'node:child_process'
import {closeSync, existsSync, openSync} from 'node:fs'
import {expect, test} from 'vitest'
import {captured, program} from './doctor.ts'

/** A device that is always full, which only Linux has. */
const device = '/dev/full'

const {folder, evidence} = captured('v4.0.9-e1-1-down-up-new-id-new-ip')

/** Runs with that device for standard output or standard error. A run without an end is ended, and has no code. */
function runInto(stream: 'stdout' | 'stderr', args: readonly string[]): {code: number | null; stderr: string} {
  const full = openSync(device, 'w')
  try {
    const {status, stderr} = spawnSync(process.execPath, [program, ...args], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      stdio: ['ignore', stream === 'stdout' ? full : 'pipe', stream === 'stderr' ? full : 'pipe'],
    })
    return {code: status, stderr: stderr ?? ''}
  } finally {
    closeSync(full)
  }
}

test.runIf(existsSync(device)).each([['text'], ['json']])(
  'a full disk behind the output as %s is no defect',
  format => {
    const {code, stderr} = runInto('stdout', ['no-leader', ...evidence, `--format=${format}`])
    expect(code).toBe(2)
    expect(stderr).toContain('the output cannot be written: ENOSPC')
    expect(stderr).not.toContain('defect')
  },
  90_000,
)

test.runIf(existsSync(device))(
  'a full disk behind the errors leaves the exit code, and ends',
  () => {
    expect(runInto('stderr', ['no-leader', 'nowhere', '--offline']).code).toBe(3)
  },
  90_000,
)
