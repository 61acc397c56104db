/** A person can be asked: both ends are a terminal, and no CI system pretends to be one. */
export function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI
}
