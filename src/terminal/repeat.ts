export interface Repetition {
  /** Milliseconds from the end of one round to the beginning of the next. */
  readonly interval: number
  /** Milliseconds after which no other round begins; null for never. */
  readonly timeout: number | null
  readonly signal: AbortSignal
  /** Whether that was enough. What it throws ends the repetition. */
  readonly round: () => Promise<boolean>
}

/** Does the same again and again. A signal ends it at once; a round that is under way then is left to itself. */
export async function repeat({interval, timeout, signal, round}: Repetition): Promise<'done' | 'timeout' | 'stopped'> {
  const end = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout
  while (!signal.aborted) {
    if ((await unlessStopped(round(), signal)) === true) return 'done'
    const left = end - performance.now()
    if (left <= 0) return 'timeout'
    await pause(Math.min(interval, left), signal)
    if (performance.now() >= end) return 'timeout'
  }
  return 'stopped'
}

/** Not Promise.race: the signal outlives every round and would keep what each left with it. */
function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'stopped'> {
  return new Promise((done, fail) => {
    const stop = () => done('stopped')
    signal.addEventListener('abort', stop)
    work.then(done, fail).finally(() => signal.removeEventListener('abort', stop))
  })
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      done()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}
