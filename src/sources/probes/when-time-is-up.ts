/**
 * Calls back after so many milliseconds, but only once everything that came in by then has been looked at: on a busy
 * machine this process may get its turn late, and timers run before the network is read. Gives a function that takes
 * it back.
 */
export function whenTimeIsUp(milliseconds: number, late: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined
  const timer = setTimeout(() => {
    immediate = setImmediate(late)
  }, milliseconds)
  return () => {
    clearTimeout(timer)
    clearImmediate(immediate)
  }
}
