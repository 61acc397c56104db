import {createServer, type Server} from 'node:http'
import {ToolError} from '../errors.ts'

export interface MetricsServer {
  /** Where it listens, e.g. `127.0.0.1:9111`. */
  readonly address: string
  /** Text of the next answers, in Prometheus' text format. */
  readonly publish: (text: string) => void
  readonly close: () => Promise<void>
}

/**
 * Serves one text at `/metrics`. Until there is one, and for every other path, it answers 503 or 404.
 *
 * @throws ToolError `BAD_USAGE` when the address cannot be listened on
 */
export async function serveMetrics(at: string): Promise<MetricsServer> {
  const {host, port} = parseAddress(at)
  let current: string | null = null
  const server = createServer((request, response) => {
    const known = request.url?.split('?')[0] === '/metrics'
    const status = known ? (current === null ? 503 : 200) : 404
    response.writeHead(status, {'content-type': 'text/plain; version=0.0.4; charset=utf-8', connection: 'close'})
    response.end(status === 200 ? current : 'see /metrics, once the first look is done\n')
  })
  await listen(server, host, port)
  const bound = server.address()
  return {
    address: typeof bound === 'object' && bound ? `${bound.address}:${bound.port}` : at,
    publish: text => {
      current = text
    },
    close: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', error => {
      fail(
        new ToolError('BAD_USAGE', `metrics cannot be served: ${error.message}`, {
          next: ['name a free port: --metrics :9111'],
          cause: error,
        }),
      )
    })
    server.listen({port, host}, done)
  })
}

/** `:9111` is this host alone: what a scheduler lacks is not for everybody. `0.0.0.0:9111` is every address of it. */
function parseAddress(at: string): {host: string; port: number} {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]*)):?(\d{1,5})$/.exec(/^\d+$/.test(at) ? `:${at}` : at)
  const port = Number(match?.[3] ?? Number.NaN)
  if (match && port <= 65535) return {host: match[1] || match[2] || '127.0.0.1', port}
  throw new ToolError('BAD_USAGE', `"${at}" is no address to serve metrics at`, {
    next: ['--metrics :9111', '--metrics 0.0.0.0:9111'],
  })
}
