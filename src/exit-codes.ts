/** Exit codes, the same in every output format. */
export const exitCodes = {
  /** Nothing at or above the fail level. */
  ok: 0,
  findings: 1,
  usage: 2,
  /** Evidence missing or unreadable, and nothing worse found. */
  undetermined: 3,
  /** Refused; nothing was changed. */
  refused: 4,
  rolledBack: 5,
  /** A repair failed half-way and a hand is needed. */
  handNeeded: 6,
  defect: 70,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
