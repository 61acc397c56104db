import type {Server} from '../../../facts/types.ts'

/** How to supply the present server ID, with commands to copy. */
export function askForIdentity(server: Server): readonly string[] {
  const advice = [
    'Give the container: docker inspect NAME > inspect.json, then add --inspect inspect.json',
    'Or say the name it runs with: add --node-name NAME (without one it is the host name: docker exec NAME hostname)',
  ]
  const {identity} = server
  if (identity.state === 'unreadable') return [`${identity.where}: ${identity.reason}`, ...advice.slice(1)]
  return identity.state === 'absent' ? [identity.where, ...advice] : advice
}
