import {resolve} from 'node:path'
import {realDisk} from './disk.ts'
import {type Ledger, openLedger} from './ledger.ts'
import type {Attempt} from './refusal.ts'
import {done} from './refusal.ts'

/** Opens the record of repairs, works with it, and closes it whatever happens. */
export async function withLedger<T>(stateDir: string, work: (ledger: Ledger) => Promise<T>): Promise<Attempt<T>> {
  const opened = await openLedger(realDisk, resolve(stateDir))
  if (!opened.ok) return opened
  try {
    return done(await work(opened.value))
  } finally {
    await opened.value.close()
  }
}
