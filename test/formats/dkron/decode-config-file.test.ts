import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {parse, stringify} from 'yaml'
import {decodeConfigFile} from '../../../src/formats/dkron/decode-config-file.ts'

const decoded = (text: string, file = 'dkron.yml') => Object.fromEntries(decodeConfigFile(text, file))

describe('decodeConfigFile', () => {
  it('reads the flat part of YAML', () => {
    const text = [
      '\uFEFF---',
      '# Dkron example configuration',
      'server: true   # runs as a server',
      'Node-Name: "n1 # not a comment"',
      "data-dir: '/it''s/here'",
      'log-level: debug#not-a-comment',
      'encrypt:',
      'region: ~',
      'tags:',
      '  node-name: not-this-one',
      '  role: web',
      'retry-join:',
      '- 10.0.0.1',
      '  - "10.0.0.2"  # second',
      'join: [a, "b, c", \'d\']',
      'http-addr: :8080',
      'bind-addr: "{{ GetPrivateIP }}:8946"',
      'bootstrap-expect: 3',
      '',
    ].join('\r\n')
    expect(decoded(text)).toEqual({
      server: 'true',
      'node-name': 'n1 # not a comment',
      'data-dir': "/it's/here",
      'log-level': 'debug#not-a-comment',
      'retry-join': ['10.0.0.1', '10.0.0.2'],
      join: ['a', 'b, c', 'd'],
      'http-addr': ':8080',
      'bind-addr': '{{ GetPrivateIP }}:8946',
      'bootstrap-expect': '3',
    })
  })

  it('reads JSON and TOML', () => {
    const wanted = {server: 'true', 'node-name': 'n1', 'retry-join': ['a', 'b']}
    expect(
      decoded('{"server": true, "node-name": "n1", "retry-join": ["a", "b"], "tags": {}, "region": null}'),
    ).toEqual(wanted)
    const toml = 'server = true\nnode-name = "n1" # x\nretry-join = ["a", "b"]\n[tags]\nserver = false\n'
    expect(decoded(toml, 'dkron.toml')).toEqual(wanted)
  })

  it('agrees with a YAML library on flat files', () => {
    const key = fc.constantFrom('server', 'node-name', 'data-dir', 'retry-join', 'join', 'bootstrap-expect', 'encrypt')
    const word = fc.stringMatching(/^[\w ./:#'"{},\\[\]$@-]{0,20}$/)
    const value = fc.oneof(word, fc.boolean(), fc.nat(), fc.array(word, {minLength: 1, maxLength: 3}))
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.boolean(), (settings, single) => {
        const text = stringify(settings, {singleQuote: single, lineWidth: 0, blockQuote: false})
        const wanted = Object.entries(parse(text) ?? {}).map(([k, v]) => [
          k,
          Array.isArray(v) ? v.map(String) : String(v),
        ])
        expect(decoded(text)).toEqual(Object.fromEntries(wanted))
      }),
      {numRuns: 500},
    )
  })

  it('never throws and takes no time over hostile lines', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (text, file) => void decodeConfigFile(text, file)))
    const started = performance.now()
    decodeConfigFile(`a: ${'"\\"'.repeat(100_000)}\n${'"\''.repeat(100_000)}`, 'dkron.yml')
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
