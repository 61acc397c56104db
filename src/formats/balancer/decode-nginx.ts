import type {BalancerConfig, BalancerListener, BalancerRoute} from '../../case/balancer.ts'
import type {Place} from '../../case/case.ts'
import {routesOf} from './nginx-routes.ts'
import {type NginxDirective, parseNginx} from './nginx-tree.ts'

/** nginx.conf, or a file that it includes, as far as it says how a worker is reached. */
export function decodeNginx(text: string, file: string): BalancerConfig {
  const {directives, problem} = parseNginx(text)
  const place = (d: {line: number; column: number}): Place => ({file, line: d.line, column: d.column})
  const http = directives.flatMap(d => (d.name === 'http' ? (d.block ?? []) : []))
  const stream = directives.flatMap(d => (d.name === 'stream' ? (d.block ?? []) : []))
  // A file of conf.d/ holds what belongs into http.
  const loose = directives.filter(d => d.name === 'server' || d.name === 'upstream' || d.name === 'map')
  const includes = includesIn(directives)
  return {
    file,
    kind: 'nginx',
    listeners: [...listenersIn([...http, ...loose], 'http', place), ...listenersIn(stream, 'tcp', place)],
    unread: [
      ...includes.map(d => ({place: place(d), what: `include ${d.args.join(' ')}`})),
      ...(problem ? [{place: place(problem), what: problem.what}] : []),
    ],
  }
}

function includesIn(directives: readonly NginxDirective[]): readonly NginxDirective[] {
  return directives.flatMap(d => [
    // Tables of file types and of FastCGI variables say nothing of ways.
    ...(d.name === 'include' && !/mime\.types|_params/.test(d.args.join(' ')) ? [d] : []),
    ...includesIn(d.block ?? []),
  ])
}

function listenersIn(
  context: readonly NginxDirective[],
  mode: BalancerListener['mode'],
  place: (d: NginxDirective) => Place,
): readonly BalancerListener[] {
  return context.flatMap(server => {
    if (server.name !== 'server' || server.block === null) return []
    const {block} = server
    const listens = block.filter(d => d.name === 'listen')
    const names = block.flatMap(d => (d.name === 'server_name' ? d.args : [])).filter(n => n !== '' && n !== '_')
    const routes: readonly BalancerRoute[] = routesOf(block, context, mode, place)
    const tls = block.some(d => d.name === 'ssl' && d.args[0] === 'on')
    return listens.flatMap(d => {
      const at = addressIn(d.args[0] ?? '')
      if (at === null) return []
      return [{place: place(d), ...at, tls: tls || d.args.includes('ssl'), mode, names, routes}]
    })
  })
}

/** `3012`, `10.0.0.1:3012`, `[::]:3012`, `*:3012`, `10.0.0.1` (port 80). */
function addressIn(text: string): {readonly address: string | null; readonly port: number} | null {
  if (/^\d{1,5}$/.test(text)) return {address: null, port: Number(text)}
  const match = /^(\[[^\]]*\]|[^:]+)(?::(\d{1,5}))?$/.exec(text)
  if (match?.[1] === undefined || match[1].startsWith('unix')) return null
  const address = match[1].replace(/^\[|\]$/g, '')
  return {address: ['*', '0.0.0.0', '::'].includes(address) ? null : address, port: Number(match[2] ?? 80)}
}
