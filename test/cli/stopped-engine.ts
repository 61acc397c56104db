import {readFileSync} from 'node:fs'
import {createServer, type RequestListener} from 'node:http'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {scratch} from '../unpack.ts'

interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Mounts: readonly object[]
  readonly Args: readonly string[]
  readonly Config: {
    readonly Image: string
    readonly Cmd?: readonly string[]
    readonly Hostname?: string
    readonly Labels?: object
  }
}

export interface Others {
  /** Names of containers that run Dkron as an agent alone. */
  readonly agents?: readonly string[]
  /** Whether the captured container is there. */
  readonly server?: boolean
}

/** An engine on a socket, which it gives. */
export async function stoppedEngine(inspectFile: string, dataDir: string, others: Others = {}): Promise<string> {
  const listener = createServer(answersOfStopped(inspectFile, dataDir, others))
  const socket = join(scratch(), 'engine.sock')
  await new Promise<void>(done => listener.listen(socket, done))
  onTestFinished(() => {
    listener.closeAllConnections()
    listener.close()
  })
  return socket
}

/**
 * As much of an engine as a diagnosis asks: the one container of a captured folder, stopped, with its data-dir at another
 * place, and agents beside it; no network, no volume, no event.
 */
export function answersOfStopped(
  inspectFile: string,
  dataDir: string,
  {agents = [], server = true}: Others = {},
): RequestListener {
  const [captured] = JSON.parse(readFileSync(inspectFile, 'utf8'))
  const container: Inspected = {
    ...captured,
    State: {...captured.State, Running: false, Status: 'exited', Pid: 0},
    Mounts: captured.Mounts.map((m: object) => ({...m, Source: dataDir})),
  }
  const all = [...(server ? [container] : []), ...agents.map((name, i) => agentLike(container, name, i + 1))]
  const answers: readonly (readonly [RegExp, unknown])[] = [
    [/\/containers\/json/, all.map(rowOf)],
    ...all.map(c => [new RegExp(`/containers/${c.Id}/json`), c] as const),
    [/\/volumes/, {Volumes: []}],
  ]
  return (request, response) => {
    const [, body] = answers.find(([path]) => path.test(request.url ?? '')) ?? []
    response.writeHead(body || /logs|events/.test(request.url ?? '') ? 200 : 404, {'content-type': 'application/json'})
    response.end(body ? JSON.stringify(body) : '')
  }
}

function agentLike(container: Inspected, name: string, number: number): Inspected {
  const Args = ['agent', '--retry-join=dkron']
  return {
    ...container,
    Id: String(number).repeat(64),
    Name: `/${name}`,
    Mounts: [],
    Args,
    Config: {...container.Config, Cmd: Args, Hostname: name, Labels: {}},
  }
}

const rowOf = ({Id, Name, Config, Mounts}: Inspected) => ({
  Id,
  Names: [Name],
  Image: Config.Image,
  Command: '',
  State: 'exited',
  Labels: {'com.docker.compose.project': 'e1'},
  Mounts,
})
