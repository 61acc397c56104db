import {expect} from 'vitest'
import {checkIntegrity} from '../../../src/formats/bolt/check-integrity.ts'
import {golden, keysOf, open, type Patient, patient} from './golden-store.ts'

export const all = keysOf(golden('page-1k')).keys

export interface Outcome {
  /** Codes of the full check, each once. */
  readonly check: string[]
  /** Codes met when only the log is read, each once. */
  readonly walk: string[]
  /** Keys that are no longer read. */
  readonly lost: string[]
  readonly keys: string[]
}

/** Damages a copy of the 1 KiB-page store (901 entries, 299 leaves, three levels) and reads it. */
export function damage(how: (p: Patient) => void): Outcome {
  const p = patient('page-1k')
  how(p)
  const {keys, codes} = keysOf(p.bytes)
  const read = new Set(keys)
  const check = checkIntegrity(open(p.bytes)).damage
  for (const d of check) {
    expect(d.message).not.toBe('')
    expect(d.consequence).not.toBe('')
  }
  return {
    check: [...new Set(check.map(d => d.code))].sort(),
    walk: [...new Set(codes)].sort(),
    lost: all.filter(k => !read.has(k)),
    keys,
  }
}

/** The third branch below the root of `logs`, and its fourth leaf. */
export const branchOf = (p: Patient) => p.child(p.logsRoot(), 2)
export const leafOf = (p: Patient) => p.child(branchOf(p), 3)
