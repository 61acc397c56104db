import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeBalancer} from '../../../src/formats/balancer/decode-balancer.ts'
import {parseDuration} from '../../../src/formats/balancer/duration.ts'
import {parseNginx} from '../../../src/formats/balancer/nginx-tree.ts'
import {captures, expectedCronicle} from '../../cronicle-captures.ts'
import {mutatedTexts} from '../../mutate.ts'

const texts = expectedCronicle().flatMap(({name}) =>
  ['nginx.conf', 'haproxy.cfg']
    .map(file => join(captures, name, file))
    .filter(existsSync)
    .map(path => readFileSync(path, 'utf8')),
)
const routesOf = (text: string) => decodeBalancer(text, 'f')?.listeners.flatMap(l => l.routes) ?? []

describe('captured balancers', () => {
  it('listen and hand on', () => {
    for (const text of texts) {
      const config = decodeBalancer(text, 'f')
      expect(config?.listeners.length).toBe(1)
      expect(config?.listeners[0]?.routes.some(r => r.action.kind === 'proxy')).toBe(true)
      expect(config?.unread).toEqual([])
    }
  })

  it('never make the reader throw, whatever the bytes', () => {
    fc.assert(
      fc.property(mutatedTexts(texts), text => {
        decodeBalancer(text, 'f')
      }),
      {numRuns: 500},
    )
  })
})

describe('nginx', () => {
  it('keeps quoted braces, comments and variables apart from blocks', () => {
    const {directives, problem} = parseNginx(`a "x;{" \${v}b; # c { \nmap $host $x { "" 1; }\n`)
    expect(problem).toBeNull()
    expect(directives).toMatchObject([
      {name: 'a', args: ['x;{', `\${v}b`], block: null, line: 1},
      {name: 'map', args: ['$host', '$x'], block: [{name: '', args: ['1']}], line: 2},
    ])
  })

  it('inherits headers only where the location sets none', () => {
    const upgrade = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;'
    const server = (inner: string) =>
      `http { server { listen 3012; ${upgrade} location / { proxy_pass http://10.0.0.1:3012; ${inner} } } }`
    expect(routesOf(server(''))[0]?.upgradeHeaders).toBe(true)
    expect(routesOf(server('proxy_set_header Host $host;'))[0]?.upgradeHeaders).toBe(false)
  })

  it('names redirects, answers of its own, several servers and time-outs', () => {
    expect(routesOf('server { listen 80; return 301 https://$host$request_uri; }')[0]?.action).toEqual({
      kind: 'redirect',
      code: 301,
      to: 'https://$host$request_uri',
    })
    const text = `upstream w { ip_hash; server a:1; server b:1 down; server c:1 backup; }
      server { listen [::]:3012 ssl; location / { proxy_pass http://w/; proxy_read_timeout 1m 30s; } location /x { return 404; } }`
    expect(decodeBalancer(text, 'f')?.listeners[0]).toMatchObject({address: null, port: 3012, tls: true})
    expect(routesOf(text)).toMatchObject([
      {action: {backends: ['a:1'], sticky: true}, timeouts: {read: 90_000}},
      {path: '/x', action: {kind: 'answer', code: 404}},
    ])
  })

  it('says what it did not read', () => {
    expect(
      decodeBalancer('http { include conf.d/*.conf; include mime.types; server { listen 1; } }', 'f')?.unread,
    ).toMatchObject([{what: 'include conf.d/*.conf'}])
    expect(parseNginx('http { server { listen 1;').problem).not.toBeNull()
    expect(parseNginx('}').problem).not.toBeNull()
  })
})

describe('haproxy', () => {
  it('follows acls, default backends, redirects and stickiness', () => {
    const text = `defaults
  mode http
  timeout server 5s
frontend f
  bind *:3012
  acl one hdr(host) -i w1.example
  acl sock path_beg /socket.io
  http-request deny deny_status 404 if sock
  redirect scheme https code 301 if !{ ssl_fc }
  use_backend b1 if one
  default_backend b2
backend b1
  server w1 10.0.0.1:3012 check
backend b2
  balance source
  timeout tunnel 1h
  server w1 10.0.0.1:3012
  server w2 10.0.0.2:3012
`
    expect(routesOf(text)).toMatchObject([
      {path: '/socket.io', action: {kind: 'answer', code: 404}},
      {action: {kind: 'redirect', code: 301, to: 'https://'}},
      {host: 'w1.example', action: {kind: 'proxy', backends: ['10.0.0.1:3012'], sticky: false}, timeouts: {read: 5000}},
      {
        action: {kind: 'proxy', backends: ['10.0.0.1:3012', '10.0.0.2:3012'], sticky: true},
        timeouts: {tunnel: 3_600_000},
      },
    ])
  })
})

describe('parseDuration', () => {
  it.each([
    ['500ms', 'ms', 500],
    ['5s', 'ms', 5000],
    ['60', 's', 60_000],
    ['60', 'ms', 60],
    ['1h30m', 's', 5_400_000],
    ['soon', 's', null],
  ] as const)('%s', (text, bare, expected) => expect(parseDuration(text, bare)).toBe(expected))
})

describe('the line that decides', () => {
  it('is kept with its place and without credentials', () => {
    const nginx = `server {
  listen 3012;
  location / {
    proxy_pass http://user:pass@10.0.0.1:3012;
    proxy_read_timeout 500ms;
  }
  location /socket.io/ { return 404 "not here"; }
}`
    expect(routesOf(nginx).map(r => r.written)).toEqual([
      {
        action: {place: {file: 'f', line: 4, column: 5}, text: 'proxy_pass http://10.0.0.1:3012'},
        timeout: {place: {file: 'f', line: 5, column: 5}, text: 'proxy_read_timeout 500ms'},
      },
      {action: {place: {file: 'f', line: 7, column: 26}, text: 'return 404'}},
    ])
    const haproxy = `defaults
  timeout server 5s
frontend front
  bind *:3012
  default_backend workers
backend workers
  timeout tunnel 500ms
  server w1 10.0.0.1:3012`
    expect(routesOf(haproxy).map(r => r.written)).toEqual([
      {
        action: {place: {file: 'f', line: 5, column: 1}, text: 'default_backend workers'},
        timeout: {place: {file: 'f', line: 7, column: 1}, text: 'timeout tunnel 500ms'},
      },
    ])
  })
})
