import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {closeSync, openSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {until} from './until.ts'

/** How a server is set up: its machine's name, its config.json, its environment, its clock. */
export interface ServerSettings {
  readonly os?: string
  readonly config?: object
  readonly env?: Readonly<Record<string, string>>
  /** Seconds by which its clock is wrong. */
  readonly clockShift?: number
}

export interface Start {
  /** Words that enter the host. */
  readonly on: readonly string[]
  readonly command: readonly string[]
  /** The machine's name. */
  readonly os: string
  readonly env: Readonly<Record<string, string>>
}

const started = 'Startup complete, entering main loop'

/** A Cronicle folder on one of the hosts, and the server that runs in it, when one does. */
export class Machine {
  readonly folder: string
  #process: ChildProcess | undefined

  constructor(folder: string) {
    this.folder = folder
  }

  get running(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Until its log says that it is up; a start that fails throws with what it printed. */
  async start(start: Start): Promise<void> {
    const before = this.starts()
    this.#process = this.run(start)
    await until(`${start.os} starts`, () => {
      if (!this.running && this.starts() === before) throw new Error(`ended: ${this.read('output.txt')}`)
      return this.starts() > before
    })
  }

  /** Any command in the folder, in the host's namespace and under its name. */
  run({on, command, os, env}: Start): ChildProcess {
    const [program = '', ...args] = [...on, 'unshare', '-u', 'sh', '-c', 'hostname "$0" && exec "$@"', os, ...command]
    const output = openSync(join(this.folder, 'output.txt'), 'a')
    const {PATH = ''} = process.env
    const child = spawn(program, args, {cwd: this.folder, stdio: ['ignore', output, output], env: {PATH, ...env}})
    closeSync(output)
    return child
  }

  async stop(): Promise<void> {
    if (!this.#process || !this.running) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await ended
  }

  /** All that it has logged, errors last. */
  log(): string {
    return this.read('logs/Cronicle.log') + this.read('logs/Error.log')
  }

  starts(): number {
    return this.read('logs/Cronicle.log').split(started).length - 1
  }

  read(name: string): string {
    try {
      return readFileSync(join(this.folder, name), 'utf8')
    } catch {
      return ''
    }
  }
}
