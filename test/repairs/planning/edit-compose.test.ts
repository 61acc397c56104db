import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {structuredPatch} from 'diff'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {ComposeFile, ComposeService} from '../../../src/case/case.ts'
import {notCollected, read} from '../../../src/case/read.ts'
import type {Server} from '../../../src/facts/types.ts'
import {decodeCompose} from '../../../src/formats/compose/decode-compose.ts'
import {addAlias, setFixedAddress, setSubnet} from '../../../src/formats/compose/edit/edit-networks.ts'
import {setFlag} from '../../../src/formats/compose/edit/edit-service.ts'
import {setBindMount} from '../../../src/formats/compose/edit/edit-volumes.ts'
import {settingsOfService} from '../../../src/formats/dkron/settings-of.ts'
import {subnetHolds} from '../../../src/formats/ipv4.ts'
import type {PlanContext} from '../../../src/repairs/planning/context.ts'
import {editCompose, type ServiceEdit} from '../../../src/repairs/planning/edit-compose.ts'
import {hostnameEdit, serverIdEdit} from '../../../src/repairs/planning/edit-server-id.ts'
import {addressEdits} from '../../../src/repairs/planning/give-addresses.ts'
import {composeFixtures, composeFolder, decodeFixture} from '../../formats/compose/compose-fixtures.ts'

/** A server of which nothing is known but its service. */
function serverOf(file: ComposeFile, service: ComposeService): Server {
  return {
    label: service.name,
    identity: notCollected,
    compose: {file, service},
    container: null,
    dataDir: null,
  } as unknown as Server
}

function folderOf(name: string): string {
  const folder = join(composeFolder, name)
  return existsSync(folder) ? folder : composeFolder
}

function contextOf(name: string, file: ComposeFile): PlanContext {
  const texts = file.files.map(path => {
    const realPath = join(folderOf(name), path)
    return [path, {realPath, text: readFileSync(realPath, 'utf8'), sha256: ''}] as const
  })
  return {texts: new Map(texts)} as unknown as PlanContext
}

const other = (server: Server, way: ServiceEdit['ways'][number], effect: ServiceEdit['effect']): ServiceEdit => ({
  server,
  title: '',
  ways: [way],
  effect,
  byHand: ['by hand'],
})

/** Every kind of edit; null where it is refused before a text is looked at. */
const kinds: Readonly<Record<string, (server: Server, value: string) => ServiceEdit | null>> = {
  'server ID': (server, value) => serverIdEdit(server, value),
  hostname: (server, value) => {
    const edit = hostnameEdit(server, value)
    return 'why' in edit ? null : edit
  },
  'bootstrap-expect': server =>
    other(server, (text, service) => setFlag(text, service, '--bootstrap-expect', '5'), {
      holds: ({settings}) => settings.bootstrapExpect === 5,
      mayChange: ['bootstrapExpect'],
    }),
  address: server => {
    const network = server.compose?.service.networks[0]?.network ?? 'default'
    return other(server, (text, service) => setFixedAddress(text, service, network, '10.9.8.7'), {
      holds: ({networks}) => networks.some(n => n.fixedAddress?.value === '10.9.8.7'),
      mayChange: ['networks'],
    })
  },
  alias: (server, value) => {
    const network = server.compose?.service.networks[0]?.network ?? 'default'
    return other(server, (text, service) => addAlias(text, service, network, value), {
      holds: ({networks}) => networks.some(n => n.aliases.some(a => a.value === value)),
      mayChange: ['networks'],
    })
  },
  mount: server =>
    other(server, (text, service) => setBindMount(text, service, './kept', '/kept'), {
      holds: ({mounts}) => mounts.some(m => m.source === './kept' && m.target === '/kept'),
      mayChange: ['mounts'],
    }),
}

const plainName = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/)
const oddName = fc.constantFrom('A.b_c', '12', '0x1f', 'yes', 'null', "it's", 'a#b', '$HOME', 'a:b', 'ü', '1e3', '"q"')

describe.each(composeFixtures)('%s', name => {
  const {compose} = decodeFixture(name)
  test.each(Object.keys(kinds))('%s: touches only its service, and changes nothing else', kind => {
    fc.assert(
      fc.property(fc.constantFrom(...compose.services), fc.oneof(plainName, oddName), (service, value) => {
        const server = serverOf(compose, service)
        const edit = kinds[kind]?.(server, value) ?? null
        if (edit === null) return
        const context = contextOf(name, compose)
        const {steps, failed} = editCompose(context, [edit])
        // Left alone with certainty, or edited with certainty.
        expect(steps.length > 0 && failed.length > 0).toBe(false)
        for (const {action} of steps) {
          if (action.kind !== 'write-file') throw new Error(action.kind)
          const text = [...context.texts.values()].find(t => t.realPath === action.path)?.text ?? ''
          expectLinesOfService(name, text, action.path, action.text, compose, service)
          expectSameLineEnds(text, action.text)
        }
      }),
      {numRuns: 12},
    )
  })
})

const byte = fc.integer({min: 2, max: 254})
const placeInText = (text: string, line: number): string =>
  text
    .split('\n')
    .slice(line - 1, line)
    .join('')

describe.each(composeFixtures)('%s', name => {
  const {compose} = decodeFixture(name)
  const context = {...contextOf(name, compose), facts: {cluster: {networks: []}}} as unknown as PlanContext
  const networks = [...new Set(['default', ...compose.networks.map(n => n.name)])]

  test.each(networks)('subnet of network %s: touches only the networks of the project', network => {
    fc.assert(
      fc.property(byte, fc.constantFrom(8, 16, 24), (octet, length) => {
        const subnet = `10.${length > 8 ? octet : 0}.0.0/${length}`
        const [service] = compose.services
        if (!service) return
        const edit = other(serverOf(compose, service), text => setSubnet(text, network, subnet), {
          holds: (_, subnets) => subnets[network]?.join() === subnet,
          mayChange: [],
          network,
        })
        const {steps, failed} = editCompose(context, [edit])
        expect(steps.length + failed.length).toBe(1)
        for (const {action} of steps) {
          if (action.kind !== 'write-file') throw new Error(action.kind)
          const before = [...context.texts.values()].find(t => t.realPath === action.path)?.text ?? ''
          expectLinesOfNetworks(before, action.text)
          expectSameLineEnds(before, action.text)
        }
      }),
      {numRuns: 6},
    )
  })

  test('addresses given back to all services: every one and its subnet hold, and nothing else is changed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(byte, {minLength: 9, maxLength: 9}), fc.boolean(), (bytes, spread) => {
        const pins = compose.services.map((service, i) => {
          const address = `10.${bytes[0]}.${spread ? i : 0}.${bytes[1 + (i % 8)]}`
          const servers = [{id: service.name, address: `${address}:6868`, suffrage: 'Voter'}]
          const server = {...serverOf(compose, service), configuration: read({servers})} as unknown as Server
          return {server, serverId: service.name, address}
        })
        const edits = addressEdits(context, pins)
        if ('why' in edits) return
        const {steps, failed} = editCompose(context, edits.edits)
        const texts = new Map([...context.texts].map(([path, t]) => [t.realPath, {path, text: t.text}]))
        for (const {action} of steps) {
          if (action.kind !== 'write-file') throw new Error(action.kind)
          const known = texts.get(action.path)
          if (known === undefined) throw new Error(action.path)
          expectSameLineEnds(known.text, action.text)
          texts.set(action.path, {...known, text: action.text})
        }
        if (failed.length > 0) return
        const files = [...texts.values()]
        const load = (path: string) => files.find(f => f.path === path)?.text ?? null
        const now = decodeCompose(files, {}, load).compose
        const was = decodeCompose(
          [...context.texts].map(([path, {text}]) => ({path, text})),
          {},
          load,
        ).compose
        for (const {serverId, address} of pins) {
          const [network] = now?.services.find(s => s.name === serverId)?.networks ?? []
          expect(network?.fixedAddress?.value).toBe(address)
          const subnets = now?.networks.find(n => n.name === network?.network)?.subnets ?? []
          expect(subnets.some(subnet => subnetHolds(subnet, address))).toBe(true)
        }
        expect(bareOf(now)).toEqual(bareOf(was))
      }),
      {numRuns: 6},
    )
  })
})

/** Everything but networks and places. */
function bareOf(compose: ComposeFile | null): unknown {
  const drop = new Set(['networks', 'place', 'line', 'column'])
  return JSON.parse(JSON.stringify(compose, (key, value) => (drop.has(key) ? undefined : value)))
}

/** What is new is a `networks:` of its own, or stands below the one that is there; flow style has it all on one line. */
function expectLinesOfNetworks(before: string, after: string): void {
  const {hunks} = structuredPatch('', '', before, after, '', '', {context: 0})
  expect(hunks.length).toBe(1)
  const [hunk] = hunks
  if (!hunk) return
  const isFlow = before.startsWith('{')
  const removed = hunk.lines.filter(l => l.startsWith('-')).length
  const added = hunk.lines.filter(l => l.startsWith('+')).map(l => l.slice(1))
  expect(removed).toBe(isFlow ? 1 : 0)
  expect(added.length).toBeLessThanOrEqual(isFlow ? 1 : 5)
  if (isFlow || /^networks:/.test(added[0] ?? '')) return
  let above = hunk.oldStart
  while (above > 0 && !/^\S/.test(placeInText(before, above))) above -= 1
  expect(placeInText(before, above)).toMatch(/^networks:/)
}

/** Lines taken away, and the places of new ones, lie between the service's key and the next service's. */
function expectLinesOfService(
  name: string,
  before: string,
  path: string,
  after: string,
  compose: ComposeFile,
  service: ComposeService,
): void {
  const own = compose.services.filter(s => path === join(folderOf(name), s.place.file))
  const start = own.find(s => s.name === service.name)?.place.line
  const {hunks} = structuredPatch(path, path, before, after, '', '', {context: 0})
  const removed = hunks.flatMap(h => h.lines.filter(l => l.startsWith('-')))
  const added = hunks.flatMap(h => h.lines.filter(l => l.startsWith('+')))
  expect(hunks.length).toBe(1)
  expect(removed.length).toBeLessThanOrEqual(3)
  expect(added.length).toBeLessThanOrEqual(removed.length + 4)
  if (start === undefined) return
  const end = Math.min(...own.map(s => s.place.line).filter(line => line > start), before.split('\n').length + 1)
  for (const hunk of hunks) {
    expect(hunk.oldStart).toBeGreaterThanOrEqual(start - 1)
    // What is only put in may stand before the line that ends the service.
    expect(hunk.oldStart + hunk.oldLines).toBeLessThanOrEqual(end)
  }
}

function expectSameLineEnds(before: string, after: string): void {
  const bare = /(?<!\r)\n/
  if (before.includes('\r\n') && !bare.test(before)) expect(bare.test(after)).toBe(false)
  if (!before.includes('\r')) expect(after).not.toContain('\r')
}

describe('the fixtures that can be edited are', () => {
  const editable = composeFixtures.filter(name => {
    const {compose} = decodeFixture(name)
    return compose.services.some(service => {
      if (!settingsOfService(service).server) return false
      const {steps} = editCompose(contextOf(name, compose), [serverIdEdit(serverOf(compose, service), 'n-1')])
      return steps.length > 0
    })
  })

  test('all but those where a flag is given twice or quoted oddly, a shell names the server, or one name would go to several', () => {
    expect(composeFixtures.filter(name => !editable.includes(name))).toEqual([
      'command-literal-shell',
      // That its services are servers stands in config files, which are not read here.
      'config-file',
      'last-flag-wins',
      'not-dkron',
      'quoting',
      'scale',
      'swarm',
    ])
  })
})
