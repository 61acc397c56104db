import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

type Engine = {readonly stop: () => Promise<void>} | {readonly missing: string}

/** The engine that runs here is used and left running; where none does, one is started by hand with a store of its own. */
export async function startEngine(): Promise<Engine> {
  if (answers()) return {stop: async () => {}}
  if (process.getuid?.() !== 0) return {missing: 'no container engine answers, and only root can start one'}
  if (spawnSync('dockerd', ['--version']).error)
    return {missing: 'no container engine answers, and there is no dockerd'}
  const folder = mkdtempSync(join(tmpdir(), 'doctor-engine-'))
  const log = join(folder, 'dockerd.log')
  const output = openSync(log, 'w')
  const engine = spawn('dockerd', ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')], {
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  const stop = async () => {
    await endOf(engine)
    // The engine leaves its name for the host's network mounted.
    spawnSync('umount', [join(folder, 'exec/netns/default')])
    rmSync(folder, {recursive: true, force: true, maxRetries: 5})
  }
  for (let tries = 0; tries < 60 && engine.exitCode === null; tries++) {
    if (answers()) return {stop}
    await sleep(500)
  }
  const lastWords = readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' | ')
  await stop()
  return {missing: `dockerd does not start here: ${lastWords}`}
}

function answers(): boolean {
  return spawnSync('docker', ['info'], {timeout: 10_000}).status === 0
}

async function endOf(engine: ChildProcess): Promise<void> {
  if (engine.exitCode !== null) return
  const ended = new Promise(resolve => engine.once('exit', resolve))
  engine.kill('SIGTERM')
  await Promise.race([ended, sleep(15_000, undefined, {ref: false})])
  if (engine.exitCode === null) engine.kill('SIGKILL')
}
