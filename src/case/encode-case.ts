import type {Case} from './case.ts'

/**
 * A case as JSON text and back. Indexes, terms and transaction numbers are bigint in memory and stand in the text as
 * `{"$bigint": "123"}`, so that no string can be taken for one.
 */
export function encodeCase(c: Case): string {
  return JSON.stringify(c, (_, value: unknown) => (typeof value === 'bigint' ? {$bigint: String(value)} : value))
}

/** A case read from text, or why it is none. */
export type DecodedCase = {readonly case: Case} | {readonly problem: string}

const lists = ['dataDirs', 'containers', 'networks', 'compose', 'api', 'logs', 'unread'] as const

export function decodeCase(text: string): DecodedCase {
  let value: unknown
  try {
    value = JSON.parse(text, revive)
  } catch (error) {
    return {problem: `it is not JSON: ${(error as Error).message}`}
  }
  if (typeof value !== 'object' || value === null) return {problem: 'it is not a case'}
  const found = value as Record<string, unknown>
  if (found.schemaVersion !== 1) return {problem: `it has schemaVersion ${String(found.schemaVersion)}, not 1`}
  const missing = lists.find(name => !Array.isArray(found[name]))
  if (missing !== undefined) return {problem: `"${missing}" is missing or no list`}
  if (typeof found.told !== 'object' || found.told === null) return {problem: '"told" is missing'}
  // Case files written before these were looked at have none.
  const {probes = [], volumes = [], events = []} = found
  const wrong = Object.entries({probes, volumes, events}).find(([, list]) => !Array.isArray(list))
  if (wrong) return {problem: `"${wrong[0]}" is no list`}
  const {cronicle} = found
  if (cronicle !== undefined && !isCronicle(cronicle)) return {problem: '"cronicle" is damaged'}
  return {case: {...(value as Case), probes, volumes, events} as Case}
}

function isCronicle(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const found = value as Record<string, unknown>
  return ['servers', 'answers', 'balancers', 'probes', 'logs', 'typedNames'].every(name => Array.isArray(found[name]))
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const {$bigint: digits} = value as {$bigint?: unknown}
  return typeof digits === 'string' && /^-?\d{1,20}$/.test(digits) ? BigInt(digits) : value
}
