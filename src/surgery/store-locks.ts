import {lstatSync} from 'node:fs'
import type {LockHolder} from '../case/store-lock.ts'
import type {PlannedStore} from '../repairs/plan.ts'
import {findOpeners} from '../sources/locks/find-openers.ts'
import {type HeldLock, type LockAttempt, type LockOptions, takeLock} from './flock.ts'
import {type Attempt, done, type Refusal, refuse} from './refusal.ts'

/** The locks of every store a run works on, held from before the first look to after the last rename. */
export interface StoreLocks {
  /** Takes the lock of a new file before it becomes a store's raft.db; other files are none of its business. */
  beforeCommit(temporary: string, path: string): Attempt<void>
  /** Processes that opened a store meanwhile: they wait for the lock of a file that has lost its name. */
  findLatecomers(): readonly string[]
  release(): void
}

/** Takes every store's lock, or none. A store without raft.db has none to take. */
export function lockStores(stores: readonly PlannedStore[], options: LockOptions = {}): Attempt<StoreLocks> {
  const locks: HeldLock[] = []
  const release = (): void => {
    for (const lock of locks) lock.release()
  }
  const refusals: Refusal[] = []
  for (const {raftDb} of stores) {
    if (raftDb === null) continue
    const attempt = takeLock(raftDb, options)
    if (attempt.state === 'held') {
      locks.push(attempt.lock)
      const {found} = findOpeners(attempt.lock.file)
      if (found.length > 0) refusals.push(openRefusal(raftDb, found))
    } else if (attempt.state !== 'absent') refusals.push(lockRefusal(raftDb, attempt))
  }
  if (refusals.length > 0) {
    release()
    return {ok: false, refusals}
  }
  const originals = [...locks]
  const paths = new Set(stores.map(({raftDb}) => raftDb))
  return done({
    release,
    beforeCommit(temporary, path) {
      if (!paths.has(path)) return done(undefined)
      const attempt = takeLock(temporary, options)
      if (attempt.state !== 'held') {
        const refusal = attempt.state === 'absent' ? missing(temporary) : lockRefusal(temporary, attempt)
        return {ok: false, refusals: [refusal]}
      }
      locks.push(attempt.lock)
      return done(undefined)
    },
    findLatecomers: () =>
      originals
        .filter(({path, file}) => lstatSync(path, {bigint: true, throwIfNoEntry: false})?.ino !== file.ino)
        .flatMap(({path, file}) =>
          findOpeners(file).found.map(opener => `${describeOpener(opener)}, has the old ${path} open: stop it`),
        ),
  })
}

const missing = (path: string): Refusal => refuse('missing', path, `${path} is gone`).refusals[0] as Refusal

function lockRefusal(path: string, attempt: Exclude<LockAttempt, {state: 'held' | 'absent'}>): Refusal {
  const at = {subject: path, next: ['Stop the scheduler, and whatever starts it again, then repeat this.']}
  switch (attempt.state) {
    case 'held-by-another': {
      const who =
        attempt.holders.map(describeOpener).join(', ') || (attempt.blindSpot ?? 'a process that cannot be seen')
      return {...at, code: 'lock-held', message: `${path} is locked: a scheduler is running on it (${who})`}
    }
    case 'no-tool':
      return {
        ...at,
        code: 'lock-tool-missing',
        message: `whether a scheduler holds ${path} cannot be told: none of ${attempt.tried.join(', ')} is installed`,
        next: ['Install flock (util-linux or busybox), python3 or perl.'],
      }
    case 'not-permitted':
      return {
        ...at,
        code: 'lock-not-permitted',
        message: `${path} may not be opened: ${attempt.reason}`,
        next: ['Run it again as the owner of the files, or as root.'],
      }
    case 'failed':
      return {...at, code: 'lock-not-permitted', message: `the lock of ${path} could not be taken: ${attempt.reason}`}
  }
}

const openRefusal = (path: string, openers: readonly LockHolder[]): Refusal => ({
  code: 'file-open',
  subject: path,
  message: `${path} is open in ${openers.map(describeOpener).join(', ')}`,
  next: ['Stop it first: it would go on with the old file.'],
})

function describeOpener({pid, command, container}: LockHolder): string {
  const what = command === null ? `process ${pid}` : `process ${pid}, ${command}`
  return container === null ? what : `${what}, in container ${container.slice(0, 12)}`
}
