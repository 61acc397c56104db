import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {fileURLToPath} from 'node:url'

// The demo is what a fresh clone runs first: packages are imported only where they are installed by then.

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

/** Runs a session in a folder of its own. The options are those of spawnSync, as is the result. */
export function runSession(session, options) {
  return inOwnFolder(session, cwd => call(session.args, cwd, options))
}

const shownParent = '/tmp/doctor-session'

/**
 * What a session prints, the same each time: in the place of its folder stands one name, and a plan has the id that it
 * has there.
 */
export async function showSession(session, options) {
  return inOwnFolder(session, async cwd => {
    const rename = text => text.replaceAll(cwd, join(shownParent, session.args[0]))
    const {status, stdout, stderr} = call(session.args, cwd, options)
    const [, id] = /^Plan ([0-9a-f]{16}):/.exec(stdout) ?? []
    if (id === undefined) return {status, stdout: rename(stdout), stderr}
    const plan = JSON.parse(rename(call([...session.args, '--json'], cwd, options).stdout))
    const {loadSource} = await import('./load-source.mjs')
    const {planId} = await loadSource('src/repairs/seal-plan.ts')
    return {status, stdout: rename(stdout).replaceAll(id, planId(plan)), stderr}
  })
}

async function inOwnFolder({folders, args}, work) {
  const {extractCase} = await import('./extract-case.mjs')
  // As long as the name that is shown, so that lines break where they would break with that.
  const own = mkdtempSync(join(tmpdir(), basename(shownParent).slice(0, -6)))
  const cwd = join(own, args[0])
  try {
    for (const [name, from] of Object.entries(folders)) await extractCase(from, join(cwd, name))
    return await work(cwd)
  } finally {
    rmSync(own, {recursive: true, force: true})
  }
}

const call = (args, cwd, options) => spawnSync(process.execPath, [join(root, 'bin/run.js'), ...args], {cwd, ...options})
