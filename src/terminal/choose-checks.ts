import {ToolError} from '../errors.ts'
import {nearestName} from './nearest-name.ts'

/** Ids from repeated and comma-separated options; an unknown one is a mistake, never silently nothing. */
export function chooseChecks(typed: readonly string[] | undefined, known: readonly string[]): readonly string[] {
  const ids = (typed ?? []).map(id => id.trim()).filter(id => id !== '')
  for (const id of ids) if (!known.includes(id)) throw unknownCheck(id, known)
  return [...new Set(ids)]
}

export function unknownCheck(typed: string, known: readonly string[]): ToolError {
  const near = nearestName(typed, known)
  const next = near
    ? [`did you mean ${near}?`, 'doctor explain lists every check']
    : ['doctor explain lists every check']
  return new ToolError('UNKNOWN_CHECK', `there is no check "${typed}"`, {next})
}
