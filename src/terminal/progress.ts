import {dieOnInterrupt, exitOnInterrupt} from './interrupt.ts'

const patienceMs = 500
const betweenMs = 100

export interface Progress {
  /** Bytes done, bytes in all (0 when unknown), and the file's name. */
  readonly update: (done: number, total: number, what: string) => void
  readonly end: () => void
}

/**
 * One line on a terminal's stderr that is rewritten in place, and only once reading has taken half a second.
 * Reading is synchronous: until `end`, Ctrl-C ends the process the system's way, which needs no event loop.
 */
export function startProgress(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  now = () => process.uptime() * 1000,
): Progress {
  const shows = Boolean(stream.isTTY) && env.TERM !== 'dumb'
  const started = now()
  let last = started
  let slow = false
  return {
    update(done, total, what) {
      const time = now()
      if (time - started < patienceMs || (slow && time - last < betweenMs)) return
      if (!slow) dieOnInterrupt()
      slow = true
      last = time
      if (shows) stream.write(`\r\u001b[K${progressText(done, total, what)}`)
    },
    end() {
      if (!slow) return
      exitOnInterrupt()
      if (shows) stream.write('\r\u001b[K')
    },
  }
}

function progressText(done: number, total: number, what: string): string {
  const share = total > 0 ? ` ${Math.floor((100 * Math.min(done, total)) / total)} %` : ''
  return `reading ${what}: ${Math.round(done / 2 ** 20)} MiB${share}`
}
