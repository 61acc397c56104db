/**
 * Narrowing of parsed JSON that came from outside: each function gives the value when it has the shape asked for
 * and an empty one (or null) when it has not, so a decoder reads on over missing or mistyped fields.
 */

export type JsonObject = Readonly<Record<string, unknown>>

/** The value as an object; an empty one when it is none. Arrays are no objects here. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Text, or null when it is no string or an empty one. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter(v => typeof v === 'string')
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Parsed JSON, or the parser's complaint. A byte order mark in front, as Windows shells write it, is skipped. */
export function parseJson(text: string): {readonly value: unknown} | {readonly reason: string} {
  try {
    return {value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)}
  } catch (error) {
    return {reason: error instanceof Error ? error.message : String(error)}
  }
}
