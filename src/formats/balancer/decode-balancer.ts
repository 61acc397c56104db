import type {BalancerConfig} from '../../case/balancer.ts'
import {decodeHaproxy} from './decode-haproxy.ts'
import {decodeNginx} from './decode-nginx.ts'

/** The configuration of nginx or haproxy, told apart by what it looks like; null when it is neither. */
export function decodeBalancer(text: string, file: string): BalancerConfig | null {
  if (/^\s*(?:frontend|backend|listen)\s+\S+\s*(?:#.*)?$/m.test(text) && !/^\s*server\s*\{/m.test(text)) {
    return decodeHaproxy(text, file)
  }
  const nginx = decodeNginx(text, file)
  return nginx.listeners.length > 0 || /\b(?:server|http|stream|upstream)\b[^;{]*\{/.test(text) ? nginx : null
}
