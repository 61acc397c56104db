import {createHash} from 'node:crypto'
import type {Plan} from './plan.ts'

/** Completes a plan with its version and its id. The same content gives the same id, whatever the order of its keys. */
export function sealPlan(draft: Omit<Plan, 'schemaVersion' | 'id'>): Plan {
  const content = {...draft, schemaVersion: 1 as const}
  return {...content, id: planId(content)}
}

/** First 16 hex digits of the SHA-256 of the plan's content with sorted keys. */
export function planId(plan: Omit<Plan, 'id'>): string {
  const {id: _, ...content} = plan as Plan
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(content)))
    .digest('hex')
    .slice(0, 16)
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]))
}
