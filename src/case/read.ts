/**
 * What became of an attempt to read something. Only `read` carries a value, so "could not be read"
 * can never be taken for "is not there", and neither for "is fine".
 */
export type Read<T> =
  | {readonly state: 'read'; readonly value: T}
  | {readonly state: 'absent'; readonly where: string}
  | {readonly state: 'unreadable'; readonly where: string; readonly reason: string}
  | {readonly state: 'not-collected'}

export const read = <T>(value: T): Read<T> => ({state: 'read', value})
export const absent = (where: string): Read<never> => ({state: 'absent', where})
export const unreadable = (where: string, reason: string): Read<never> => ({state: 'unreadable', where, reason})
export const notCollected: Read<never> = {state: 'not-collected'}

/** The value, or null whatever the reason it is missing. */
export function readValue<T>(r: Read<T>): T | null {
  return r.state === 'read' ? r.value : null
}
