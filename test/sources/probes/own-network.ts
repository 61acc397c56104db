import {type ChildProcess, execFileSync, spawn, spawnSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import type {Container} from '../../../src/case/case.ts'
import {scratch} from '../../unpack.ts'
import {bundleProgram} from './bundle-program.ts'

export const isRoot = process.getuid?.() === 0

/** Why there can be no network of the test's own; empty when there can. */
export function networkMissing(): string {
  const {error, status, stderr} = spawnSync('unshare', [
    '--net',
    '--mount',
    'ip',
    'link',
    'add',
    'v0',
    'type',
    'veth',
    'peer',
    'name',
    'v1',
  ])
  if (error) return 'there is no unshare'
  return status === 0 ? '' : `no network of its own can be made: ${stderr}`
}

/**
 * A process in a network and mounts of its own, as an engine makes them: hosts and resolv.conf are mounted from a
 * folder that carries the container's ID. It has 10.99.0.1 on a cable whose other end answers nobody, so that
 * 10.99.0.9 is a black hole; its resolver answers at 127.0.0.11.
 */
export async function ownNetwork(): Promise<Container> {
  const id = '5fd5d3a2f1f9f128c7936176815e56ad0dea5ca3264bbfc31e605ed611b2af90'
  const folder = join(scratch(), id)
  mkdirSync(folder)
  writeFileSync(join(folder, 'hosts'), '127.0.0.1 localhost\n10.99.0.1 myself\n')
  writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.0.11\noptions ndots:0\n')
  const script = `
    mount --bind ${folder}/hosts /etc/hosts && mount --bind ${folder}/resolv.conf /etc/resolv.conf &&
    ip link set lo up && ip link add v0 type veth peer name v1 && ip addr add 10.99.0.1/24 dev v0 && ip link set v0 up && ip link set v1 up &&
    exec "$0" "$1"`
  const resolver = bundleProgram('test/sources/probes/resolver-process.ts')
  const child = spawn('unshare', ['--net', '--mount', 'sh', '-ec', script, process.execPath, resolver], {stdio: 'pipe'})
  onTestFinished(() => void child.kill('SIGKILL'))
  await saysReady(child)
  return {...blank, id, name: 's1', pid: child.pid ?? null}
}

function saysReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let complaint = ''
    child.stderr?.on('data', text => {
      complaint += String(text)
    })
    child.stdout?.once('data', () => resolve())
    child.once('exit', code => reject(new Error(`exit ${code}: ${complaint}`)))
  })
}

/** Interfaces and connections of a namespace, to compare before and after. */
export function stateOfNetwork(pid: number): string {
  const inside = (...command: string[]) =>
    execFileSync('nsenter', [`--net=/proc/${pid}/ns/net`, '--', ...command], {encoding: 'utf8'})
  return inside('ip', '-4', 'addr') + inside('ip', '-4', 'route')
}

const blank: Container = {
  id: '',
  name: '',
  created: '',
  image: '',
  hostname: 's1',
  domainname: '',
  commandLine: [],
  env: [],
  user: '',
  workingDir: '',
  status: 'running',
  running: true,
  pid: null,
  restarts: 0,
  exitCode: 0,
  oomKilled: false,
  startedAt: null,
  restartPolicy: '',
  networkMode: 'net',
  mounts: [],
  networks: [],
  publishedPorts: [],
  config: {state: 'not-collected'},
  compose: null,
  source: 'inspect.json',
}
