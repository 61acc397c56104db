import {readFileSync} from 'node:fs'
import {createServer, type RequestListener} from 'node:http'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {scratch} from '../unpack.ts'

interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Mounts: readonly object[]
  readonly Config: {readonly Image: string}
}

/** An engine on a socket, which it gives. */
export async function stoppedEngine(inspectFile: string, dataDir: string): Promise<string> {
  const server = createServer(answersOfStopped(inspectFile, dataDir))
  const socket = join(scratch(), 'engine.sock')
  await new Promise<void>(done => server.listen(socket, done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return socket
}

/**
 * As much of an engine as a diagnosis asks: the one container of a captured folder, stopped, with its data-dir at another
 * place; no network, no volume, no event.
 */
export function answersOfStopped(inspectFile: string, dataDir: string): RequestListener {
  const [captured] = JSON.parse(readFileSync(inspectFile, 'utf8'))
  const container: Inspected = {
    ...captured,
    State: {...captured.State, Running: false, Status: 'exited', Pid: 0},
    Mounts: captured.Mounts.map((m: object) => ({...m, Source: dataDir})),
  }
  const {Id, Name, Config} = container
  const listed = {
    Id,
    Names: [Name],
    Image: Config.Image,
    Command: '',
    State: 'exited',
    Labels: {},
    Mounts: container.Mounts,
  }
  const answers: readonly (readonly [RegExp, unknown])[] = [
    [/\/containers\/json/, [listed]],
    [/\/containers\/[^/]+\/json/, container],
    [/\/volumes/, {Volumes: []}],
  ]
  return (request, response) => {
    const [, body] = answers.find(([path]) => path.test(request.url ?? '')) ?? []
    response.writeHead(body || /logs|events/.test(request.url ?? '') ? 200 : 404, {'content-type': 'application/json'})
    response.end(body ? JSON.stringify(body) : '')
  }
}
