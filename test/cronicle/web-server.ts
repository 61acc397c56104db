import {createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {text} from 'node:stream/consumers'
import {gzipSync} from 'node:zlib'
import {type Answer, answerCall} from './api/calls.ts'
import type {Server} from './server.ts'

/** HTTP as Cronicle's web server gives it where a prober looks: status, content type, headers, body. */
export class WebServer {
  readonly #server: Server
  readonly #http: HttpServer

  constructor(server: Server) {
    this.#server = server
    this.#http = createServer((request, response) => void this.#handle(request, response))
  }

  listen(): Promise<HttpServer> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject)
      this.#http.listen(this.#server.config.WebServer.http_port, () => resolve(this.#http))
    })
  }

  close(): void {
    this.#http.closeAllConnections()
    this.#http.close()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const name = /^\/api\/app\/(\w+)/.exec(url.pathname)?.[1]
    const answer = name === undefined ? notFound(url.pathname) : await this.#call(name, url, request)
    const {status, headers = {}, body} = answer
    const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding']))
    response.writeHead(status ?? 200, {
      'Content-Type': 'application/json',
      'Access-Control-Allow-Origin': '*',
      Server: 'Cronicle 1.0',
      ...(zipped && {'Content-Encoding': 'gzip'}),
      ...headers,
    })
    const plain = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`
    response.end(zipped ? gzipSync(plain) : plain)
  }

  async #call(name: string, url: URL, request: IncomingMessage): Promise<Answer> {
    const params = decodeParams(await text(request))
    if (params === undefined) return {status: 400, headers: {'Content-Type': 'text/html'}, body: '400 Bad Request'}
    const ip = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    return answerCall(this.#server, name, {
      params,
      query: url.searchParams,
      ip,
      headers: request.headers,
      url: request.url ?? '',
    })
  }
}

function notFound(path: string): Answer {
  return {status: 404, headers: {'Content-Type': 'text/html'}, body: `404 Not Found: ${path}\n`}
}

/** Undefined for a body that is no JSON object. */
function decodeParams(body: string): Record<string, unknown> | undefined {
  if (body === '') return {}
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch {
    return undefined
  }
}
