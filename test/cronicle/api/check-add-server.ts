import {digest} from '../digest.ts'
import type {Server} from '../server.ts'
import type {Answer, Call} from './calls.ts'
import {missingParam, refuse} from './refuse.ts'

/** A primary asks a worker-to-be: here a worker says by which name and address it wants to be known. */
export function checkAddServer(server: Server, call: Call): Answer {
  const missing = missingParam(server, call, {master: /\S/, now: /^\d+$/, token: /\S/})
  if (missing) return missing
  const {master, now, token} = call.params
  const {config, identity, primaryHostname, role} = server
  if (token !== digest(`${master}${now}${config.secret_key}`)) {
    return refuse(server, 'server', 'Secret keys do not match.  Please synchronize your config files.')
  }
  if (role === 'primary') {
    return refuse(server, 'server', 'Server is already a master server, controlling its own cluster.')
  }
  if (primaryHostname !== '' && primaryHostname !== master) {
    return refuse(server, 'server', `Server is already a member of a cluster (Primary: ${primaryHostname})`)
  }
  return {body: {code: 0, ...identity}}
}
