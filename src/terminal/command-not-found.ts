import type {Hook} from '@oclif/core'
import {ToolError} from '../errors.ts'
import {nearestName} from './nearest-name.ts'

/** Names the nearest command and stops: nobody's typing is turned into a run. */
export function refuseCommand(typed: string, ids: readonly string[]): never {
  const near = nearestName(typed, ids)
  const next = near
    ? [`did you mean doctor ${near}?`, 'doctor --help lists every command']
    : ['doctor --help lists every command']
  throw new ToolError('BAD_USAGE', `there is no command "${typed}"`, {next})
}

/** oclif joins the words it does not know with colons; the first is the one meant for a command. */
const commandNotFound: Hook.CommandNotFound = async ({id, config}) =>
  refuseCommand(id.split(':')[0] ?? id, config.commandIDs)

export default commandNotFound
