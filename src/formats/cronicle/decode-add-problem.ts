/** Why Add Server was refused, by the sentence the primary gave (lib/api/admin.js, api_add_server). */
export type AddProblem =
  | {readonly kind: 'name-unknown'; readonly name: string}
  | {readonly kind: 'timeout'; readonly milliseconds: number | null}
  | {readonly kind: 'refused' | 'unreachable'; readonly words: string}
  /** Not JSON: somebody else answered. */
  | {readonly kind: 'not-json'; readonly excerpt: string}
  | {readonly kind: 'http-status'; readonly host: string; readonly code: number}
  | {readonly kind: 'secret-key'; readonly host: string}
  | {readonly kind: 'is-primary'; readonly host: string}
  | {readonly kind: 'other-cluster'; readonly host: string; readonly primary: string}
  /** `ip` is named when only the address is taken, not the hostname. */
  | {readonly kind: 'already-there'; readonly hostname: string; readonly ip: string | null}
  | {readonly kind: 'other'}

export function decodeAddProblem(description: string): AddProblem {
  for (const decode of decoders) {
    const problem = decode(description)
    if (problem !== null) return problem
  }
  return {kind: 'other'}
}

type Decode = (text: string) => AddProblem | null

const decoders: readonly Decode[] = [
  text => {
    const name = /DNS: Failed to lookup IP from hostname: (\S+)|getaddrinfo E\w+ (\S+)/.exec(text)
    return name && {kind: 'name-unknown', name: name[1] ?? name[2] ?? ''}
  },
  text => {
    const timeout = /(?:Request|Connect|Connection|Socket) Timeout(?: \((\d+) ms\))?/i.exec(text)
    return timeout && {kind: 'timeout', milliseconds: timeout[1] === undefined ? null : Number(timeout[1])}
  },
  text => (/Connection Refused|ECONNREFUSED/i.test(text) ? {kind: 'refused', words: text} : null),
  text =>
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|No route to host|Network is unreachable|ECONNRESET|socket hang up/i.test(text)
      ? {kind: 'unreachable', words: text}
      : null,
  text => {
    const status = /Failed to contact server: (\S+): HTTP (\d{3})/.exec(text)
    return status && {kind: 'http-status', host: status[1] ?? '', code: Number(status[2])}
  },
  text => {
    const json = /Unexpected token .*?, "(.*?)(?:"\.\.\.|\.\.\.) is not valid JSON|Unexpected (?:token|end)/s.exec(text)
    return json && {kind: 'not-json', excerpt: (json[1] ?? '').replace(/\s+/g, ' ')}
  },
  text => {
    const key = /Failed to add server to cluster: (\S+): Secret keys do not match/i.exec(text)
    return key && {kind: 'secret-key', host: key[1] ?? ''}
  },
  text => {
    const primary = /Failed to add server to cluster: (\S+): Server is already a (?:master|manager|primary)/i.exec(text)
    return primary && {kind: 'is-primary', host: primary[1] ?? ''}
  },
  text => {
    const other = /Failed to add server to cluster: (\S+): .*already a member of a cluster \(\w+: (.*?)\)/i.exec(text)
    return other && {kind: 'other-cluster', host: other[1] ?? '', primary: other[2] ?? ''}
  },
  text => {
    const there = /Server is already in cluster: (\S+)(?: \((.*)\))?$/.exec(text)
    return there && {kind: 'already-there', hostname: there[1] ?? '', ip: there[2] ?? null}
  },
]
