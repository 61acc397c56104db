import {spawnSync} from 'node:child_process'
import {rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const fixture = name => join(root, 'fixtures', name)

const recreated = fixture('dkron/v4.0.9-e1-1-down-up-new-id-new-ip')
const behindBalancer = fixture('cronicle/a1-lb-default-route-blackhole')

/**
 * What the README shows of a terminal, by name: where the bundled evidence goes, what is called there, and the exit
 * code it has to end with.
 */
export const sessions = {
  'no-leader': {
    folders: {'.': recreated},
    args: [
      'no-leader',
      'dkron.data',
      '--offline',
      '--inspect=inspect-e1_dkron_1.json',
      '--compose=docker-compose.yml',
      '--api=api-e1_dkron_1.json',
    ],
    exit: 1,
  },
  preflight: {folders: {'.': recreated}, args: ['preflight', '--format=short'], exit: 1},
  repair: {
    folders: {'.': recreated},
    args: [
      'repair',
      'dkron.data',
      '--offline',
      '--inspect=inspect-e1_dkron_1.json',
      '--compose=docker-compose.yml',
      '--dry-run',
    ],
    exit: 0,
  },
  'worker-reachability': {
    folders: {'.': behindBalancer, p1: join(behindBalancer, 'p1'), w1: join(behindBalancer, 'w1')},
    args: ['worker-reachability', '--primary=p1', '--worker=w1', '--api=.', '--offline'],
    exit: 1,
  },
}

/**
 * Runs a session in a folder whose name is always the same, as plans and their ids hold whole paths. The options are
 * those of spawnSync, as is the result.
 */
export async function runSession({folders, args}, options) {
  const {extractCase} = await import('./extract-case.mjs')
  const scratch = join(tmpdir(), 'doctor-session', args[0])
  rmSync(scratch, {recursive: true, force: true})
  try {
    for (const [name, from] of Object.entries(folders)) await extractCase(from, join(scratch, name))
    return spawnSync(process.execPath, [join(root, 'bin/run.js'), ...args], {cwd: scratch, ...options})
  } finally {
    rmSync(scratch, {recursive: true, force: true})
  }
}
