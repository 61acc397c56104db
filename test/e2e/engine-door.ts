import {createServer, type IncomingMessage, request, type ServerResponse} from 'node:http'
import type {Socket} from 'node:net'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {scratch} from '../unpack.ts'

/** What becomes of a request that would change something: `drop` leaves it unanswered, `lost` shuts the door for all. */
export type Verdict = 'pass' | 'drop' | 'lost'

/**
 * A socket that leads to the engine here: every request that changes something can be looked at before it goes on, and
 * the door can be shut, as if the engine were gone.
 */
export class EngineDoor {
  readonly path = join(scratch(), 'engine.sock')
  /** Method and path of each such request since `watch`. */
  readonly changes: string[] = []
  #judge: (change: number) => Verdict = () => 'pass'
  #shut = false
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((asked, answer) => this.#pass(asked, answer))

  static async open(): Promise<EngineDoor> {
    const door = new EngineDoor()
    door.#server.on('connection', socket => {
      door.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => door.#sockets.delete(socket))
      if (door.#shut) socket.destroy()
    })
    await new Promise<void>(ready => door.#server.listen(door.path, ready))
    onTestFinished(() => door.#close())
    return door
  }

  /** Counts anew, from 1; `judge` is asked before each change. */
  watch(judge: (change: number) => Verdict = () => 'pass'): void {
    this.#shut = false
    this.changes.length = 0
    this.#judge = judge
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    if (asked.method !== 'GET' && asked.method !== 'HEAD') {
      this.changes.push(`${asked.method} ${asked.url?.replace(/^\/v[\d.]+/, '')}`)
      const verdict = this.#judge(this.changes.length)
      if (verdict === 'lost') this.#lose()
      if (verdict !== 'pass') return
    }
    const {method, url, headers} = asked
    const on = request({socketPath, method, path: url, headers}, found => {
      answer.writeHead(found.statusCode ?? 502, found.headers)
      found.pipe(answer)
    })
    on.on('error', () => answer.destroy())
    asked.pipe(on)
  }

  #lose(): void {
    this.#shut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  #close(): Promise<void> {
    this.#lose()
    return new Promise(closed => this.#server.close(() => closed()))
  }
}

const socketPath = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '')
