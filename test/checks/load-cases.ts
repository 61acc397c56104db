import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import type {CheckCase} from './check-case.ts'

/** The hand-made cases of every check, by check id: `no-leader/<id>.cases.ts`, one file a check. */
export async function loadCases(
  ailment: 'no-leader' | 'agent-reachability' = 'no-leader',
): Promise<ReadonlyMap<string, readonly CheckCase[]>> {
  const folder = join(import.meta.dirname, ailment)
  const files = readdirSync(folder).filter(f => f.endsWith('.cases.ts'))
  const loaded = files.map(async f => {
    const {default: cases} = (await import(join(folder, f))) as {default: readonly CheckCase[]}
    return [f.replace('.cases.ts', ''), cases] as const
  })
  return new Map(await Promise.all(loaded))
}
