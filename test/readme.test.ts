import {spawn} from 'node:child_process'
import {copyFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, test} from 'vitest'
import {captured, program} from './cli/doctor.ts'
import {unpackCapture} from './cronicle-captures.ts'
import {scratch} from './unpack.ts'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')

/** Every command that the README has one type, without what is said of it. */
const typed = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(m => (m[1] ?? '').split('\n'))
  .map(line => line.replace(/\s+#\s.*$/, '').trim())
  .filter(line => line !== '')

/**
 * What they end with, one after another, in the folder of a server that lost its ID, on a host without an engine: then
 * nobody says which server ID there is now, unless `docker inspect` was saved.
 */
const exits: Readonly<Record<string, number>> = {
  'doctor no-leader': 3,
  'doctor no-leader ./dkron.data': 3,
  'doctor no-leader --offline ./dkron.data --inspect inspect.json': 1,
  'doctor collect -o case.tgz': 0,
  'doctor no-leader case.tgz': 3,
  'doctor inspect ./dkron.data': 0,
  'doctor inspect ./dkron.data --log ~10': 0,
  'doctor jobs ./dkron.data -o jobs.json': 0,
  'doctor explain server-id-changed': 0,
  'doctor worker-reachability': 3,
  'doctor worker-reachability --primary /opt/cronicle --worker ./copy-of-worker': 1,
  'doctor preflight': 1,
  'doctor preflight --format github --output sarif=doctor.sarif': 1,
  'doctor watch': 0,
  'doctor watch --until-healthy --timeout 2m': 0,
  'doctor watch --interval 30s --metrics :9111': 0,
  'doctor repair ./dkron.data --compose docker-compose.yml --dry-run': 4,
  'doctor repair ./dkron.data --compose docker-compose.yml': 4,
  'doctor history': 0,
  'doctor undo': 4,
}

/** Run by other tests, or before this one can start. */
const elsewhere = [
  'npm run demo',
  'npm test',
  'npm pack && npm install -g ./scheduler-doctor-*.tgz',
  'docker ps -aq | xargs docker inspect > inspect.json',
  'docker build -t scheduler-doctor .',
  'docker run --rm -v "$PWD:$PWD:ro" -w "$PWD" scheduler-doctor no-leader ./dkron.data',
  'docker run --rm -v "$PWD:$PWD:ro" -w "$PWD" -v /var/run/docker.sock:/var/run/docker.sock --pid host --network host scheduler-doctor no-leader',
]

describe('the README', () => {
  let folder: string
  let workers: string
  beforeAll(() => {
    folder = captured('v4.0.9-e1-1-down-up-new-id-new-ip').folder
    copyFileSync(join(folder, 'inspect-e1_dkron_1.json'), join(folder, 'inspect.json'))
    workers = unpackCapture('a1-lb-default-route-blackhole')
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'doctor'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {mode: 0o755})
  })

  test('has no command that is not run', () => {
    expect(typed.toSorted()).toEqual([...Object.keys(exits), ...elsewhere].toSorted())
  })

  test.each(Object.entries(exits))('%s', async (command, exit) => {
    const cronicle = command.startsWith('doctor worker-reachability')
    const here = command.replace('/opt/cronicle', 'p1').replace('./copy-of-worker', 'w1')
    const child = spawn('sh', ['-c', `exec ${here}`], {
      cwd: cronicle ? workers : folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        HOME: scratch(),
        DOCKER_HOST: 'unix:///nonexistent/docker.sock',
        LANG: 'C.UTF-8',
      },
    })
    const said = {stdout: '', stderr: ''}
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', text => {
        said[name] += text
      })
    // Watching is ended as an operator's service manager ends it, once it has told what it sees.
    if (command.startsWith('doctor watch')) child.stdout.once('data', () => child.kill('SIGTERM'))
    const status = await new Promise(ended => child.once('close', (code, signal) => ended(code ?? signal)))
    expect({status, ...said}).toMatchObject({status: exit})
    expect(said.stderr).not.toMatch(/\n\s+at /)
  })
})
