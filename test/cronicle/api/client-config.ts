import type {Server} from '../server.ts'
import {version} from '../version.ts'
import {type Answer, uncached} from './calls.ts'

/** What the web interface starts with: a script, not JSON. Without a primary it is an error that is polled. */
export function clientConfig({config, identity, primaryHostname, role}: Server): Answer {
  const found = {
    code: 0,
    version,
    config: {
      ...config.client,
      debug: 0,
      base_api_uri: '/api',
      web_socket_use_hostnames: config.web_socket_use_hostnames || 0,
      web_direct_connect: config.web_direct_connect || 0,
      socket_io_transports: config.socket_io_transports || 0,
      custom_live_log_socket_url: config.custom_live_log_socket_url || false,
    },
    port: config.WebServer.http_port,
    master_hostname: primaryHostname,
    ...(role === 'primary' && {servers: {[identity.hostname]: {...identity}}}),
  }
  const answer = primaryHostname === '' ? {code: 'master', description: 'No master server found'} : found
  return {
    headers: {...uncached, 'Content-Type': 'text/javascript'},
    body: `app.receiveConfig(${JSON.stringify(answer)});\n`,
  }
}
