import {type ChildProcess, spawn} from 'node:child_process'
import {createInterface} from 'node:readline'

export interface Answered {
  /** 0 when nobody answered; then `text` says why. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Somebody at a host of the network, who can call the servers from there; one call at a time. */
export class Terminal {
  readonly #process: ChildProcess
  readonly #waiting: ((answer: Answered) => void)[] = []

  /** @param on words that enter the host. @param script the bundled terminal-process.ts. */
  constructor(on: readonly string[], script: string) {
    const [program = '', ...args] = [...on, process.execPath, script]
    const child = spawn(program, args, {stdio: ['pipe', 'pipe', 'inherit']})
    this.#process = child
    createInterface({input: child.stdout}).on('line', line => this.#waiting.shift()?.(JSON.parse(line) as Answered))
  }

  ask(url: string, init: RequestInit = {}): Promise<Answered> {
    return new Promise(resolve => {
      this.#waiting.push(resolve)
      this.#process.stdin?.write(`${JSON.stringify({url, ...init})}\n`)
    })
  }

  close(): void {
    this.#process.stdin?.end()
  }
}
