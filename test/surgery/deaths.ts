/** What `dying-process.ts` prints when it lives. */
export interface Told {
  readonly calls: number
  /** Name of each call that changed a disk, in order. */
  readonly names: readonly string[]
  readonly result: {readonly outcome: string}
}

/** Where a process that made these calls can be killed: after each one, and in the middle of each write. */
export function deathsOf({calls, names}: Told): readonly {at: number; torn: boolean}[] {
  const after = Array.from({length: calls}, (_, i) => ({at: i + 1, torn: false}))
  return [...after, ...names.flatMap((name, i) => (name === 'write' ? [{at: i + 1, torn: true}] : []))]
}

/** How many calls come before the first step, for ledger and backup: the same ones whatever the plan. */
export function countPrelude({names}: Told): number {
  return Math.max(
    names.findIndex((name, i) => name === 'ledger' && names[i - 1] === 'ledger'),
    0,
  )
}
