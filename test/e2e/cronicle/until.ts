import {setTimeout as sleep} from 'node:timers/promises'

/** Milliseconds: the slowest answer that is waited for is a reconnection after a time-out, on a busy machine. */
const patience = 90_000

/** Asks until it holds. What it throws ends the wait. @param describe says more of the state when it never holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, describe = () => ''): Promise<void> {
  const deadline = Date.now() + patience
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${patience / 1000} s: ${what}${describe()}`)
    await sleep(200)
  }
}
