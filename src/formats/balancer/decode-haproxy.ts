import type {BalancerConfig, BalancerListener, BalancerRoute, WrittenDirective} from '../../case/balancer.ts'
import {parseDuration} from './duration.ts'
import {type HaproxyLine, type HaproxySection, parseHaproxy} from './haproxy-sections.ts'

/** haproxy.cfg, as far as it says how a worker is reached. */
export function decodeHaproxy(text: string, file: string): BalancerConfig {
  const sections = parseHaproxy(text)
  const listeners: BalancerListener[] = []
  let defaults: readonly HaproxyLine[] = []
  for (const section of sections) {
    if (section.kind === 'defaults') defaults = section.lines
    if (section.kind !== 'frontend' && section.kind !== 'listen') continue
    const own = [...defaults, ...section.lines]
    const mode = last(own, 'mode')?.[1] === 'http' ? 'http' : 'tcp'
    const routes = routesOf(section, sections, defaults, file)
    for (const {words, line} of section.lines) {
      const at = words[0] === 'bind' ? addressIn(words[1] ?? '') : null
      if (at === null) continue
      const tls = words.includes('ssl')
      listeners.push({place: {file, line, column: 1}, ...at, tls, mode, names: [], routes})
    }
  }
  return {file, kind: 'haproxy', listeners, unread: []}
}

/** The last line of a word wins, as haproxy overrides defaults. */
function last(lines: readonly HaproxyLine[], ...begin: readonly string[]): readonly string[] | null {
  return lastLine(lines, ...begin)?.words ?? null
}

function lastLine(lines: readonly HaproxyLine[], ...begin: readonly string[]): HaproxyLine | undefined {
  return lines.findLast(l => begin.every((word, i) => l.words[i] === word))
}

function addressIn(text: string): {readonly address: string | null; readonly port: number} | null {
  const match = /^(?:ipv4@|ipv6@)?(\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(text.split(',')[0] ?? '')
  if (match?.[1] === undefined) return null
  const address = match[1].replace(/^\[|\]$/g, '')
  return {address: ['', '*', '0.0.0.0', '::'].includes(address) ? null : address, port: Number(match[2])}
}

function routesOf(
  section: HaproxySection,
  sections: readonly HaproxySection[],
  defaults: readonly HaproxyLine[],
  file: string,
): readonly BalancerRoute[] {
  const {lines} = section
  const named = (name: string) => sections.find(s => s.kind === 'backend' && s.name === name)
  const proxy = (backend: HaproxySection | undefined, at: HaproxyLine, words: readonly string[]) => {
    const inner = [...defaults, ...lines, ...(backend?.lines ?? [])]
    const timeout = lastLine(inner, 'timeout', 'tunnel') ?? lastLine(inner, 'timeout', 'server')
    const servers = (backend ?? section).lines.filter(l => l.words[0] === 'server' && !l.words.includes('backup'))
    const sticky = inner.some(
      ({words: [first, second]}) =>
        first === 'cookie' ||
        (first === 'stick' && second === 'on') ||
        (first === 'balance' && second !== 'roundrobin' && second !== 'leastconn' && second !== 'random'),
    )
    return {
      place: {file, line: at.line, column: 1},
      ...conditionOf(words, lines),
      action: {kind: 'proxy' as const, backends: servers.map(s => s.words[2] ?? ''), sticky},
      upgradeHeaders: null,
      timeouts: timeoutsIn(inner),
      written: {action: written(at, file), ...(timeout && {timeout: written(timeout, file)})},
    }
  }
  const routes = lines.flatMap((l): readonly BalancerRoute[] => {
    const [first = '', second = ''] = l.words
    const answer = answerOf(l.words)
    if (answer) {
      const where = {place: {file, line: l.line, column: 1}, ...conditionOf(l.words, lines)}
      const nothing = {read: null, send: null, tunnel: null}
      return [{...where, action: answer, upgradeHeaders: null, timeouts: nothing, written: {action: written(l, file)}}]
    }
    if (first === 'use_backend') return [proxy(named(second), l, l.words)]
    if (first === 'default_backend') return [proxy(named(second), l, [])]
    return []
  })
  return section.kind === 'listen'
    ? [...routes, proxy(undefined, {words: ['listen', section.name], line: section.line}, [])]
    : routes
}

/** As it stands there, without quotes. */
function written({words, line}: HaproxyLine, file: string): WrittenDirective {
  return {place: {file, line, column: 1}, text: words.join(' ').replace(/\/\/[^/@\s]*@/g, '//')}
}

function answerOf(words: readonly string[]): BalancerRoute['action'] | null {
  const rest = words[0] === 'http-request' ? words.slice(1) : words
  const value = (name: string) => rest[rest.indexOf(name) + 1]
  if (rest[0] === 'redirect') {
    const to = rest.includes('scheme') ? `${value('scheme')}://` : (value('location') ?? value('prefix') ?? '')
    return {kind: 'redirect', code: rest.includes('code') ? Number(value('code')) : 302, to}
  }
  if (words[0] !== 'http-request' || (rest[0] !== 'deny' && rest[0] !== 'return')) return null
  const code = Number(value('deny_status') ?? value('status'))
  return {kind: 'answer', code: Number.isInteger(code) ? code : rest[0] === 'deny' ? 403 : 200}
}

/** What `if` asks for, as far as path and host go: acls by name, or written out in braces. */
function conditionOf(words: readonly string[], lines: readonly HaproxyLine[]): {path: string; host: string | null} {
  const at = words.indexOf('if')
  const asked = at < 0 ? [] : words.slice(at + 1)
  const acls = lines.filter(l => l.words[0] === 'acl' && asked.includes(l.words[1] ?? '')).map(l => l.words.slice(2))
  const tests = asked.includes('{') ? [...acls, asked.slice(asked.indexOf('{') + 1)] : acls
  const first = (pattern: RegExp) =>
    tests.find(t => pattern.test(t[0] ?? ''))?.find((word, i) => i > 0 && !word.startsWith('-')) ?? null
  return {path: first(/^(?:path|url)/) ?? '/', host: first(/^(?:req\.)?hdr/)?.toLowerCase() ?? null}
}

function timeoutsIn(lines: readonly HaproxyLine[]): BalancerRoute['timeouts'] {
  const setting = (name: string) => {
    const words = last(lines, 'timeout', name)
    return words ? parseDuration(words[2] ?? '', 'ms') : null
  }
  return {read: setting('server'), send: setting('client'), tunnel: setting('tunnel')}
}
