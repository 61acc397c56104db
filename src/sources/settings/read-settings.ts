import {existsSync} from 'node:fs'
import {dirname, join, relative, resolve} from 'node:path'
import {ToolError} from '../../errors.ts'
import type {BaselineEntry, Settings, SettingsProblem} from '../../formats/settings/types.ts'
import {readText} from '../evidence/read-text.ts'

/** Names of the settings, in the order in which a folder is asked for them. */
const names = ['doctor.yml', 'doctor.yaml', '.doctor.yml']

/**
 * The settings: the named file, else the first one found upward from `folder`; null when there is none.
 * @throws ToolError SETTINGS_INVALID with file, line and column of everything that is wrong
 */
export async function readSettings(named: string | null, folder: string): Promise<Settings | null> {
  const path = named ?? findUpward(folder)
  if (path === null) return null
  const text = await textOf(path, 'the settings')
  const {decodeSettings} = await import('../../formats/settings/decode-settings.ts')
  const decoded = decodeSettings(text, named ?? shown(path, folder))
  if ('problems' in decoded)
    throw invalid(decoded.problems, ['To look without it: the same command with --no-settings'])
  return decoded
}

/** @throws ToolError SETTINGS_INVALID when there is no such file, or it is no baseline */
export async function readBaseline(path: string): Promise<readonly BaselineEntry[]> {
  const text = await textOf(path, 'the baseline')
  const {decodeBaseline} = await import('../../formats/settings/decode-baseline.ts')
  const decoded = decodeBaseline(text, path)
  if ('problems' in decoded) throw invalid(decoded.problems, [`Make it anew: --baseline ${path} --write-baseline`])
  return decoded
}

function findUpward(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = names.map(name => join(at, name)).find(path => existsSync(path))
    if (found !== undefined) return found
    if (at === dirname(at)) return null
  }
}

function shown(path: string, folder: string): string {
  return relative(folder, path)
}

async function textOf(path: string, what: string): Promise<string> {
  const read = await readText(path)
  if ('text' in read) return read.text
  const next = what === 'the baseline' ? [`Make it: --baseline ${path} --write-baseline`] : []
  throw new ToolError('SETTINGS_INVALID', `${path}: ${what} cannot be read: ${read.reason}`, {next})
}

function invalid(problems: readonly SettingsProblem[], next: readonly string[]): ToolError {
  const lines = problems.map(({place, message}) => `${place.file}:${place.line}:${place.column}: ${message}`)
  return new ToolError('SETTINGS_INVALID', lines.join('\n'), {next})
}
