import type {Server} from '../server.ts'
import type {Answer, Call} from './calls.ts'

/** An error is HTTP 200 with a code of its own. */
export function refuse(server: Server, code: string, description: string): Answer {
  server.log.refusal(code, description)
  return {body: {code, description}}
}

/** Undefined when all are there and match. */
export function missingParam(server: Server, {params}: Call, rules: Record<string, RegExp>): Answer | undefined {
  for (const [name, rule] of Object.entries(rules)) {
    if (params[name] === undefined) return refuse(server, 'api', `Missing parameter: ${name}`)
    if (!rule.test(String(params[name]))) return refuse(server, 'api', `Malformed parameter: ${name}`)
  }
  return undefined
}

/** Undefined on the primary. A worker points at the primary as it knows it: behind a balancer, at the balancer. */
export function notPrimary(server: Server, {url}: Call): Answer | undefined {
  if (server.role === 'primary') return undefined
  const body = {code: 'master', description: 'This API call can only be invoked on the master server.'}
  const {primaryHostname, primaryAddress, config} = server
  if (primaryHostname === '') return {body}
  const host = config.server_comm_use_hostnames ? primaryHostname : primaryAddress
  return {status: 302, headers: {Location: `http://${host}:${config.WebServer.http_port}${url}`}, body}
}
