/** Whether a decoded JSON value is what a plan has at some place. */
export type Holds = (value: unknown) => boolean

export const isRecord = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && !Array.isArray(v)
export const isText = (v: unknown): v is string => typeof v === 'string'
export const isBoolean: Holds = v => typeof v === 'boolean'
export const isPath: Holds = v => isText(v) && v.startsWith('/') && !v.includes('\0')
/** An unsigned 64-bit number as decimal digits. */
export const isNumber: Holds = v => isText(v) && /^\d{1,20}$/.test(v)
export const listOf =
  (holds: Holds): Holds =>
  v =>
    Array.isArray(v) && v.every(holds)
export const isOneOf =
  (...words: readonly unknown[]): Holds =>
  v =>
    words.includes(v)
export const shape =
  (wanted: Readonly<Record<string, Holds>>): Holds =>
  v =>
    isRecord(v) && Object.entries(wanted).every(([name, holds]) => holds(v[name]))
export const orNull =
  (holds: Holds): Holds =>
  v =>
    v === null || holds(v)
export const orMissing =
  (holds: Holds): Holds =>
  v =>
    v === undefined || holds(v)
