import type {Hook} from '@oclif/core'
import {ToolError} from '../errors.ts'
import {nearestName} from './nearest-name.ts'

/** Names the nearest command and stops: nobody's typing is turned into a run. */
const commandNotFound: Hook.CommandNotFound = async ({id, config}) => {
  // oclif joins the words it does not know with colons; the first is the one meant for a command.
  const typed = id.split(':')[0] ?? id
  const near = nearestName(typed, config.commandIDs)
  const next = near
    ? [`did you mean doctor ${near}?`, 'doctor --help lists every command']
    : ['doctor --help lists every command']
  throw new ToolError('BAD_USAGE', `there is no command "${typed}"`, {next})
}

export default commandNotFound
