import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {stringify} from 'yaml'
import {largestConfig} from '../../../src/formats/dkron/config-places.ts'
import {decodeConfigFile} from '../../../src/formats/dkron/decode-config-file.ts'

const file = (text: string, name = 'dkron.yml') => decodeConfigFile(text, `/host/${name}`, `/etc/dkron/${name}`)
const decoded = (text: string, name = 'dkron.yml') =>
  Object.fromEntries(file(text, name).settings.map(s => [s.name, s.value]))

describe('decodeConfigFile', () => {
  it('reads the settings of YAML that matter here, with their lines', () => {
    const text = [
      '\uFEFF---',
      '# Dkron example configuration',
      'server: true   # runs as a server',
      'Node-Name: "n1 # not a comment"',
      "data-dir: '/it''s/here'",
      'log-level: debug#not-a-comment',
      'encrypt:',
      'region: ~',
      'mail-password: secret',
      'tags:',
      '  node-name: not-this-one',
      '  role: web',
      'retry-join:',
      '- 10.0.0.1',
      '- "10.0.0.2"  # second',
      'join: [a, "b, c", \'d\']',
      'http-addr: :8080',
      'bind-addr: "{{ GetPrivateIP }}:8946"',
      'bootstrap-expect: 3',
      '',
    ].join('\r\n')
    const {settings, problem, inside, file: place} = file(text)
    expect({problem, inside, place}).toEqual({
      problem: null,
      inside: '/etc/dkron/dkron.yml',
      place: '/host/dkron.yml',
    })
    expect(settings.map(s => [s.line, s.name, s.value])).toEqual([
      [3, 'server', 'true'],
      [4, 'node-name', 'n1 # not a comment'],
      [5, 'data-dir', "/it's/here"],
      [6, 'log-level', 'debug#not-a-comment'],
      [13, 'retry-join', ['10.0.0.1', '10.0.0.2']],
      [16, 'join', ['a', 'b, c', 'd']],
      [17, 'http-addr', ':8080'],
      [18, 'bind-addr', '{{ GetPrivateIP }}:8946'],
      [19, 'bootstrap-expect', '3'],
    ])
  })

  it('reads JSON and TOML', () => {
    const wanted = {server: 'true', 'node-name': 'n1', 'retry-join': ['a', 'b']}
    const json = '{"server": true, "Node-Name": "n1", "retry-join": ["a", "b"], "tags": {}, "region": null}'
    expect(decoded(json, 'dkron.json')).toEqual(wanted)
    const toml = 'server = true\nnode-name = "n1" # x\nretry-join = ["a", "b"]\n[tags]\nserver = false\n'
    expect(decoded(toml, 'dkron.toml')).toEqual(wanted)
    expect(file(toml, 'dkron.toml').settings.map(s => s.line)).toEqual([1, 2, 3])
  })

  // What Dkron 3.2.7 and 4.0.9 made of the same files, by the node= of their log lines.
  it.each([
    ['a name that is a number', 'node-name: 4711\n', {'node-name': '4711'}],
    ['a number that begins with 0', 'node-name: 0123\n', {'node-name': '83'}],
    ['one that is not octal', 'node-name: 0815\n', {'node-name': '815'}],
    ['a number in another form', 'node-name: 0x1f\n', {'node-name': '31'}],
    ['a fraction', 'node-name: 1.50\n', {'node-name': '1.5'}],
    ['a word that YAML once took for true', 'node-name: yes\n', {'node-name': 'yes'}],
    ['a container ID that looks like a number', 'node-name: 4e1234567890\n', {'node-name': '4e1234567890'}],
  ])('%s', (_, text, wanted) => expect(decoded(text)).toEqual(wanted))

  it.each([
    ['a key given twice', 'node-name: a\nnode-name: b\n', /^line 2: /],
    ['a tab', 'node-name: x\n\tbad: 1\n', /^line 2: /],
    ['a text', 'node-name\n', /no settings/],
    ['a list', '- node-name: x\n', /no settings/],
  ])('is passed over whole by Dkron for %s', (_, text, problem) => {
    const {settings, problem: found} = file(text)
    expect(settings).toEqual([])
    expect(found).toMatch(problem)
  })

  it('an empty file sets nothing, and is no trouble', () => {
    expect(file('')).toMatchObject({settings: [], problem: null})
    expect(file('# nothing\n')).toMatchObject({settings: [], problem: null})
  })

  it('gives back what was written, however YAML writes it', () => {
    const key = fc.constantFrom('server', 'node-name', 'data-dir', 'retry-join', 'join', 'bootstrap-expect', 'encrypt')
    const word = fc.stringMatching(/^[\w ./:#'"{},\\[\]$@-]{0,20}$/)
    const value = fc.oneof(word, fc.boolean(), fc.nat(), fc.array(word, {minLength: 1, maxLength: 3}))
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.boolean(), (settings, single) => {
        const text = stringify(settings, {singleQuote: single, lineWidth: 0, blockQuote: false})
        const wanted = Object.entries(settings).map(([k, v]) => [k, Array.isArray(v) ? v : String(v)])
        expect(decoded(text)).toEqual(Object.fromEntries(wanted))
      }),
      {numRuns: 500},
    )
  })

  it('never throws and takes no time over hostile text', () => {
    const name = fc.constantFrom('dkron.yml', 'dkron.toml', 'dkron.json', 'dkron.env', '')
    fc.assert(fc.property(fc.string(), name, (text, n) => void decodeConfigFile(text, n, n)))
    const started = performance.now()
    file(`a: ${'"\\"'.repeat(largestConfig / 8)}\n${'"\''.repeat(largestConfig / 4)}`)
    file(`a = ${'"\\"'.repeat(largestConfig / 8)}\n${'[" '.repeat(largestConfig / 8)}`, 'dkron.toml')
    file('['.repeat(largestConfig))
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
