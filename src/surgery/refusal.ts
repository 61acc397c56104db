/** Why a change was refused before anything was touched. */
export type RefusalCode =
  | 'lock-held'
  | 'lock-tool-missing'
  | 'lock-not-permitted'
  | 'file-open'
  | 'server-running'
  | 'inputs-changed'
  | 'symlink'
  | 'wrong-kind'
  | 'missing'
  | 'exists'
  | 'read-only'
  | 'not-permitted'
  | 'no-space'
  | 'foreign-owner'
  | 'damaged-store'
  | 'no-raft-state'
  | 'plan-refused'
  | 'backup-failed'
  | 'backup-damaged'
  | 'ledger-locked'
  | 'ledger-unwritable'
  | 'run-unfinished'
  | 'run-unknown'
  | 'changed-since'
  | 'interrupted'
  | 'engine-missing'
  | 'engine-lost'
  | 'engine-refused'
  | 'compose-failed'
  | 'containers-changed'
  | 'leader-present'
  | 'not-verified'
  | 'key-missing'
  | 'key-refused'
  | 'primary-silent'
  | 'worker-silent'
  | 'call-refused'
  | 'not-taken-back'

/** A refusal, as told to the operator: exit code 4, nothing changed. */
export interface Refusal {
  readonly code: RefusalCode
  /** File, folder or run it is about. */
  readonly subject: string
  readonly message: string
  /** What to do next: commands or sentences. */
  readonly next: readonly string[]
}

/** A value, or why there is none. */
export type Attempt<T> =
  | {readonly ok: true; readonly value: T}
  | {readonly ok: false; readonly refusals: readonly Refusal[]}

export const done = <T>(value: T): Attempt<T> => ({ok: true, value})

export const refuse = (
  code: RefusalCode,
  subject: string,
  message: string,
  next: readonly string[] = [],
): {readonly ok: false; readonly refusals: readonly Refusal[]} => ({
  ok: false,
  refusals: [{code, subject, message, next}],
})

/** The refusal a system error amounts to (`EROFS`, `ENOSPC` …); other errors are defects and are thrown on. */
export function refusalOf(error: unknown, subject: string): Refusal {
  const {code, message} = error as NodeJS.ErrnoException
  if (!isSystemError(error) || code === undefined) throw error
  if (code.startsWith('LEVEL_')) {
    return {code: 'ledger-unwritable', subject, message: `the ledger cannot be written: ${message}`, next: []}
  }
  if (code === 'EPERM' && process.getuid?.() === 0) {
    const said = `${subject}: operation not permitted, not even for root`
    return {code: 'not-permitted', subject, message: said, next: [`See whether it is immutable: lsattr -d ${subject}`]}
  }
  const known = systemErrors[code]
  if (known) return {code: known[0], subject, message: `${subject}: ${known[1]}`, next: known[2]}
  return {code: 'not-permitted', subject, message: `${subject}: ${message}`, next: []}
}

/** An error of the operating system or of the ledger's database, not of ours. */
export function isSystemError(error: unknown): boolean {
  const {code, syscall} = error as NodeJS.ErrnoException
  if (typeof code !== 'string') return false
  return code.startsWith('LEVEL_') || (/^E[A-Z0-9]+$/.test(code) && (syscall !== undefined || code === 'EEXIST'))
}

const systemErrors: Record<string, readonly [RefusalCode, string, readonly string[]]> = {
  EACCES: ['not-permitted', 'permission denied', ['Run it again as the owner of the files, or as root.']],
  EPERM: ['not-permitted', 'operation not permitted', ['Run it again as root.']],
  EROFS: ['read-only', 'the file system is mounted read-only', ['Mount it writable, or work on a copy.']],
  ENOSPC: ['no-space', 'no space left on the device', ['Free some space, or name another folder with --backup-dir.']],
  EDQUOT: ['no-space', 'the disk quota is used up', ['Free some space, or name another folder with --backup-dir.']],
  ENOENT: ['missing', 'no such file or folder', []],
  EEXIST: ['exists', 'already exists', []],
  ELOOP: ['symlink', 'is a symbolic link', ['Name the real path.']],
  ENOTDIR: ['wrong-kind', 'a part of the path is not a folder', []],
}
