import {appendFileSync} from 'node:fs'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {now} from './clock.ts'

/** Cronicle's log files: one a component, columns in brackets, the level of a debug line in the column `code`. */
export class Log {
  /** The system's name until the server knows its own. */
  hostname = hostname()
  readonly #folder: string
  readonly #level: number

  constructor(folder: string, level: number) {
    this.#folder = folder
    this.#level = level
  }

  debug(level: number, message: string, data?: unknown): void {
    if (level <= this.#level) this.#write('Cronicle', 'debug', level, message, data)
  }

  error(code: string, message: string, data?: unknown): void {
    this.#write('Error', 'error', code, message, data)
  }

  /** An API call that was answered with an error; Cronicle leaves these to its user component. */
  refusal(code: string, message: string): void {
    this.#write('User', 'error', code, message)
  }

  #write(component: string, category: string, code: number | string, message: string, data: unknown = ''): void {
    const epoch = Number(now().toFixed(3))
    const columns = [epoch, localTime(epoch), this.hostname, process.pid, component, category, code, message]
    const shown = typeof data === 'string' ? data : JSON.stringify(data)
    const cells = [...columns, shown].map(c =>
      String(c)
        .replace(/[\r\n]/g, ' ')
        .replaceAll('][', ''),
    )
    appendFileSync(join(this.#folder, `${component}.log`), `[${cells.join('][')}]\n`)
  }
}

function localTime(epoch: number): string {
  const at = new Date(epoch * 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}
