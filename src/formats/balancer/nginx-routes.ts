import type {BalancerRoute, WrittenDirective} from '../../case/balancer.ts'
import type {Place} from '../../case/case.ts'
import {parseDuration} from './duration.ts'
import type {NginxDirective} from './nginx-tree.ts'

type Placer = (d: NginxDirective) => Place

/**
 * What one server block does with requests: an answer of its own for all paths, else its locations; one route for
 * each host where a `map $host` chooses the backend.
 */
export function routesOf(
  block: readonly NginxDirective[],
  context: readonly NginxDirective[],
  mode: 'http' | 'tcp',
  place: Placer,
): readonly BalancerRoute[] {
  if (mode === 'tcp') return routesOfBlock('/', block, [block, context], context, place)
  const answer = block.find(d => d.name === 'return')
  if (answer) {
    const action = answerOf(answer)
    return [{...nothingSet, place: place(answer), path: '/', action, written: {action: written(answer, place)}}]
  }
  return locationsIn(block).flatMap(location => {
    const inner = location.block ?? []
    const path = location.args.at(-1) ?? '/'
    return routesOfBlock(path, inner, [inner, block, context], context, place, location)
  })
}

function locationsIn(block: readonly NginxDirective[]): readonly NginxDirective[] {
  return block.flatMap(d => (d.name === 'location' ? [d, ...locationsIn(d.block ?? [])] : []))
}

const nothingSet = {host: null, upgradeHeaders: null, timeouts: {read: null, send: null, tunnel: null}} as const

/** @param levels the block and what encloses it, inside first: where nginx looks for an inherited setting */
function routesOfBlock(
  path: string,
  inner: readonly NginxDirective[],
  levels: readonly (readonly NginxDirective[])[],
  context: readonly NginxDirective[],
  place: Placer,
  at?: NginxDirective,
): readonly BalancerRoute[] {
  const answer = inner.find(d => d.name === 'return')
  const pass = inner.find(d => d.name === 'proxy_pass')
  const chosen = pass ?? answer
  if (chosen === undefined) return []
  const where = place(at ?? chosen)
  const action = written(chosen, place)
  if (pass === undefined) return [{...nothingSet, place: where, path, action: answerOf(chosen), written: {action}}]
  const read = innermost(levels, 'proxy_read_timeout') ?? innermost(levels, 'proxy_timeout')
  const set = {
    place: where,
    path,
    upgradeHeaders: handsOnUpgrade(levels),
    timeouts: timeoutsIn(levels),
    written: {action, ...(read && {timeout: written(read, place)})},
  }
  return backendsOf(pass.args[0] ?? '', context).map(({host, backends, sticky}) => ({
    ...set,
    host,
    action: {kind: 'proxy', backends, sticky},
  }))
}

/** Names and addresses as written, without a user and a password in front of one, and without the text of an answer. */
function written(d: NginxDirective, place: Placer): WrittenDirective {
  const answers = d.name === 'return' && /^[1245]/.test(d.args[0] ?? '')
  const args = answers ? d.args.slice(0, 1) : d.args
  return {place: place(d), text: [d.name, ...args].join(' ').replace(/\/\/[^/@\s]*@/g, '//')}
}

/** `return 404;`, `return 301 https://…;`, `return https://…;` */
function answerOf({args}: NginxDirective): BalancerRoute['action'] {
  const [first = '', second] = args
  const code = /^\d{3}$/.test(first) ? Number(first) : 302
  const to = code === 302 && !/^\d{3}$/.test(first) ? first : second
  if (code >= 300 && code < 400 && to !== undefined) return {kind: 'redirect', code, to}
  return {kind: 'answer', code}
}

interface Backends {
  readonly host: string | null
  readonly backends: readonly string[]
  readonly sticky: boolean
}

/** Behind the word of proxy_pass: an upstream, a map by host, or the address itself. */
function backendsOf(target: string, context: readonly NginxDirective[]): readonly Backends[] {
  const name = target.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  const map = context.find(d => d.name === 'map' && d.args[1] === name)
  if (map !== undefined) {
    const byHost = /^\$(?:http_)?host$/.test(map.args[0] ?? '')
    return (map.block ?? []).flatMap(entry => {
      const to = entry.args[0] ?? ''
      if (to === '' || entry.name === 'default') return []
      const [behind] = backendsOf(to, context)
      return [{host: byHost ? entry.name : null, backends: behind?.backends ?? [to], sticky: behind?.sticky ?? false}]
    })
  }
  const upstream = context.find(d => d.name === 'upstream' && d.args[0] === name)
  const servers = (upstream?.block ?? []).filter(d => d.name === 'server' && !d.args.includes('down'))
  const used = servers.filter(d => !d.args.includes('backup')).map(d => d.args[0] ?? '')
  const sticky = (upstream?.block ?? []).some(d => ['ip_hash', 'hash', 'sticky'].includes(d.name))
  return [{host: null, backends: upstream ? used : [name], sticky}]
}

/** The headers of the innermost level that sets any (ngx_http_proxy_module: set ones hide the enclosing ones). */
function handsOnUpgrade(levels: readonly (readonly NginxDirective[])[]): boolean {
  const level = levels.find(l => l.some(d => d.name === 'proxy_set_header')) ?? []
  const header = (name: string) =>
    level.findLast(d => d.name === 'proxy_set_header' && d.args[0]?.toLowerCase() === name)?.args[1]
  return header('upgrade') !== undefined && header('upgrade') !== '' && isUpgrade(header('connection'))
}

function isUpgrade(connection: string | undefined): boolean {
  return connection !== undefined && (/upgrade/i.test(connection) || connection.startsWith('$'))
}

function timeoutsIn(levels: readonly (readonly NginxDirective[])[]): BalancerRoute['timeouts'] {
  const setting = (name: string) => {
    const found = innermost(levels, name)
    return found ? parseDuration(found.args.join(' '), 's') : null
  }
  return {
    read: setting('proxy_read_timeout') ?? setting('proxy_timeout'),
    send: setting('proxy_send_timeout'),
    tunnel: null,
  }
}

function innermost(levels: readonly (readonly NginxDirective[])[], name: string): NginxDirective | undefined {
  return levels.map(l => l.findLast(d => d.name === name)).find(d => d !== undefined)
}
