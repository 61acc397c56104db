import {readFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {join} from 'node:path'
import {onTestFinished, test} from 'vitest'
import {scratch} from '../unpack.ts'
import {captured} from './doctor.ts'
import {expectNoGrowth} from './watch-growth.ts'

test('300 looks, each asking an engine, leave no more behind than 75', async () => {
  const {folder} = captured('v4.0.9-e1-1-down-up-new-id-new-ip')
  const [container] = JSON.parse(readFileSync(join(folder, 'inspect-e1_dkron_1.json'), 'utf8'))
  const socket = await engineWith({...container, State: {...container.State, Running: false, Pid: 0}})
  const env = {DOCKER_HOST: `unix://${socket}`}
  await expectNoGrowth({args: ['dkron.data', '--compose=docker-compose.yml'], cwd: folder, env, looks: 300})
}, 300_000)

interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Config: {readonly Image: string}
}

/** As much of an engine as a diagnosis asks: one stopped container, no network, no volume, no event. */
async function engineWith(container: Inspected): Promise<string> {
  const {Id, Name, Config} = container
  const listed = {Id, Names: [Name], Image: Config.Image, Command: '', State: 'exited', Labels: {}, Mounts: []}
  const answers: readonly (readonly [RegExp, unknown])[] = [
    [/\/containers\/json/, [listed]],
    [/\/containers\/[^/]+\/json/, container],
    [/\/volumes/, {Volumes: []}],
  ]
  const server = createServer((request, response) => {
    const [, body] = answers.find(([path]) => path.test(request.url ?? '')) ?? []
    response.writeHead(body || /logs|events/.test(request.url ?? '') ? 200 : 404, {'content-type': 'application/json'})
    response.end(body ? JSON.stringify(body) : '')
  })
  const socket = join(scratch(), 'engine.sock')
  await new Promise<void>(done => server.listen(socket, done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return socket
}
