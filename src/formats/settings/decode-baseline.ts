import {readDocument} from './read-document.ts'
import {baselineSchema} from './settings-schema.ts'
import type {BaselineEntry, SettingsProblem} from './types.ts'

/** The findings of a baseline, or what is wrong with the file. */
export function decodeBaseline(
  text: string,
  file: string,
): readonly BaselineEntry[] | {readonly problems: readonly SettingsProblem[]} {
  const read = readDocument(text, file, baselineSchema)
  return 'problems' in read ? read : (read.value as {findings: readonly BaselineEntry[]}).findings
}
