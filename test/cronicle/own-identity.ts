import {hostname, networkInterfaces} from 'node:os'
import type {Config} from './read-config.ts'

export interface Identity {
  readonly hostname: string
  readonly ip: string
}

/** What a server calls itself (pixl-config): its config as it stands there, else the environment and the system. */
export function ownIdentity(config: Config): Identity {
  return {hostname: config.hostname || systemHostname(), ip: config.ip || systemAddress()}
}

/** What `setup` writes: it never looks into config.json. */
export function systemIdentity(): Identity {
  return {hostname: systemHostname(), ip: systemAddress()}
}

function systemHostname(): string {
  return (process.env.HOSTNAME || process.env.HOST || hostname()).toLowerCase()
}

function systemAddress(): string {
  const external = Object.values(networkInterfaces())
    .flatMap(all => all ?? [])
    .filter(a => a.family === 'IPv4' && !a.internal)
    .map(a => a.address)
  return external.find(a => !a.startsWith('169.254.')) ?? external[0] ?? '127.0.0.1'
}
