import type {CronicleFacts} from '../../facts/cronicle/types.ts'
import {cronicleRepairs} from '../../repairs/cronicle/index.ts'
import type {Finding} from '../../report/types.ts'
import type {WayOut} from './ways-out.ts'

/** The repairs of these findings that a person can do, in the order the findings give them. */
export function cronicleWays(findings: readonly Finding[], facts: CronicleFacts): readonly WayOut[] {
  const ids = [...new Set(findings.flatMap(f => f.repairs))]
  return ids.flatMap(id => {
    const repair = cronicleRepairs.find(r => r.id === id)
    const subjects = findings.filter(f => f.repairs.includes(id)).map(f => f.subject)
    const workers = facts.workers.filter(w => subjects.includes(w.label))
    const work = repair?.byHand({facts, workers}) ?? null
    return repair && work ? [{repair, work}] : []
  })
}
