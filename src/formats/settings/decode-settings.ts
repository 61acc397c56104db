import {readDocument} from './read-document.ts'
import {settingsSchema} from './settings-schema.ts'
import type {Settings, SettingsProblem} from './types.ts'

/** The file's own words, once the schema holds. */
interface Written {
  readonly 'fail-level'?: 'error' | 'warning' | 'never'
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly baseline?: string
  readonly suppress?: readonly {check: string; subject: string; reason: string; until: string}[]
}

/** A doctor.yml, or all that is wrong with it. Whether ids exist and days have passed is judged by who knows. */
export function decodeSettings(text: string, file: string): Settings | {readonly problems: readonly SettingsProblem[]} {
  const read = readDocument(text, file, settingsSchema)
  if ('problems' in read) return read
  const {placeAt} = read
  const written = read.value as Written
  const rules = (written.suppress ?? []).map((rule, i) => ({...rule, place: placeAt(['suppress', i])}))
  const noDays = (written.suppress ?? []).flatMap((rule, i) =>
    isDay(rule.until)
      ? []
      : [{place: placeAt(['suppress', i, 'until']), message: `"until" is no day of the calendar: ${rule.until}`}],
  )
  if (noDays.length > 0) return {problems: noDays}
  const named = (key: 'only' | 'skip') => (written[key] ?? []).map((id, i) => ({id, place: placeAt([key, i])}))
  return {
    file,
    failLevel: written['fail-level'] ?? null,
    only: named('only'),
    skip: named('skip'),
    baseline: written.baseline ?? null,
    suppress: rules,
  }
}

/** 2026-02-30 is none. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
