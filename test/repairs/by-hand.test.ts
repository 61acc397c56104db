import {execFileSync, spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import type {ComposeService} from '../../src/case/case.ts'
import type {Facts, Server} from '../../src/facts/types.ts'
import {splitAddress} from '../../src/formats/host-and-port.ts'
import {assignStoredIds} from '../../src/repairs/assign-stored-ids.ts'
import {repairs} from '../../src/repairs/index.ts'
import {pinByHand} from '../../src/repairs/pin-by-hand.ts'
import {shellPath, shellQuote} from '../../src/repairs/shell-quote.ts'
import {factsOfCase} from '../checks/captured-case.ts'
import {scratch} from '../unpack.ts'

const renamed = await factsOfCase('v4.0.9-e1-1-down-up-new-id-new-ip')

function byHand(id: string, facts: Facts, servers: readonly Server[] = facts.servers) {
  return repairs.find(r => r.id === id)?.byHand({facts, servers}) ?? null
}

/** The facts with every server changed. */
function changed(facts: Facts, change: (server: Server) => Partial<Server>): Facts {
  return {...facts, servers: facts.servers.map(s => ({...s, ...change(s)}))}
}

/** Runs shell lines with programs in front of the real ones that only note how they were called. */
function runWithStubs(lines: string, folder: string) {
  const bin = scratch()
  for (const name of ['docker', 'docker-compose']) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${bin}/calls"\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const {status} = spawnSync('bash', ['-c', lines], {cwd: folder, env: {PATH: `${bin}:${process.env.PATH}`}})
  return {
    status,
    calls: existsSync(join(bin, 'calls')) ? readFileSync(join(bin, 'calls'), 'utf8').trim().split('\n') : [],
  }
}

describe('text to paste, for a compose file that is not edited with certainty', () => {
  const [server] = renamed.servers
  const compose = server?.compose
  const written = (change: Partial<ComposeService>) => {
    if (!server || !compose) throw new Error('the case has a compose file')
    const service = {...compose.service, ...change}
    return pinByHand({server: {...server, compose: {...compose, service}}, serverId: 'a52fb2697449'})
  }
  const place = compose?.service.place ?? {file: '', line: 0, column: 0}
  const named = (name: string) => [{name, value: 'x', place}] as unknown as ComposeService['environment']

  test('is the host name, which nothing outranks there', () => {
    expect(written({}).at(-1)).toBe('As text to paste: services: {dkron: {hostname: "a52fb2697449"}}')
  })

  test.each([
    ['given twice', ['agent', '--node-name=a', '--node-name=b']],
    ['in a line for the shell', ['sh', '-c', 'dkron agent --server --node-name=a']],
  ])('is none where a flag %s outranks it: the flag is to be changed', (_, value) => {
    const lines = written({command: {value, place}} as Partial<ComposeService>)
    expect(lines).toEqual([expect.stringMatching(/change --node-name to --node-name=a52fb2697449\.$/)])
  })

  test('is the variable where that names the server, or the network takes no host name', () => {
    const variable = 'As text to paste: services: {dkron: {environment: {DKRON_NODE_NAME: "a52fb2697449"}}}'
    expect(written({environment: named('DKRON_NODE_NAME')}).at(-1)).toBe(variable)
    expect(written({networkMode: {value: 'host', place}} as Partial<ComposeService>).at(-1)).toBe(variable)
  })
})

describe('pin-old-id', () => {
  test('writes the stored ID into an override file and re-creates the service', () => {
    const work = byHand('pin-old-id', renamed)
    const folder = dirname(renamed.servers[0]?.compose?.file.file ?? '')
    const ran = runWithStubs(work?.command?.lines ?? '', scratch())
    expect(ran).toEqual({status: 0, calls: ['docker-compose -p e1 up -d dkron']})
    const written = parse(readFileSync(join(folder, 'docker-compose.override.yml'), 'utf8'))
    expect(written).toEqual({services: {dkron: {hostname: 'a52fb2697449'}}})
  })

  test('never touches an override file that is there already, and starts nothing then', async () => {
    const facts = await factsOfCase('v4.0.9-e1-1-down-up-new-id-new-ip')
    const override = join(dirname(facts.servers[0]?.compose?.file.file ?? ''), 'docker-compose.override.yml')
    writeFileSync(override, 'mine')
    const ran = runWithStubs(byHand('pin-old-id', facts)?.command?.lines ?? '', scratch())
    expect(ran.calls).toEqual([])
    expect(ran.status).not.toBe(0)
    expect(readFileSync(override, 'utf8')).toBe('mine')
  })

  test('gives three renamed servers three different stored IDs', async () => {
    const facts = await factsOfCase('v4.0.9-e4-2-new-ids-new-ips')
    const given = assignStoredIds(facts, facts.servers)
    expect(given.map(a => a.storedId).sort()).toEqual(facts.cluster.voters.map(v => v.id).sort())
    expect(byHand('pin-old-id', facts)?.steps.join(' ')).toContain('each ID is used once')
  })

  test('gives each server that has kept an address the ID that is stored with it, in whatever order they come', async () => {
    const facts = await factsOfCase('v4.0.9-e4-2-new-ids-new-ips')
    const {voters} = facts.cluster
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], {minLength: 3}), fc.integer({min: 1, max: 3}), (order, kept) => {
        const servers = facts.servers.map((server, i) => {
          const host = i < kept ? splitAddress(voters[order[i] ?? 0]?.address ?? '').host : `10.9.9.${i}`
          const addresses = {state: 'read', value: {current: [host], rpcPort: 6868, advertised: null}} as const
          return {...server, addresses, formerContainers: []}
        })
        const given = assignStoredIds({...facts, servers}, servers)
        expect(new Set(given.map(a => a.storedId)).size).toBe(3)
        for (let i = 0; i < kept; i++) expect(given[i]?.storedId).toBe(voters[order[i] ?? 0]?.id)
      }),
    )
  })

  test('deals out none of several IDs that servers not at hand may carry', async () => {
    const facts = await factsOfCase('v4.0.9-e4-2-new-ids-new-ips')
    const [first] = facts.servers
    const work = first && byHand('pin-old-id', {...facts, servers: [first]})
    expect(work?.command).toBeNull()
    const said = work?.steps.join(' ') ?? ''
    for (const {id} of facts.cluster.voters) expect(said).toContain(`"${id}"`)
    expect(said).toMatch(/may be alive under each of them.*--strategy pin-old-id --node-name ID/)
    expect(said).not.toMatch(/node-name=|hostname:/)
  })

  test.each([
    ['a flag outranks the host name', 'v4.0.9-e2e1-node-name-added-after'],
    ['a flag differs in capitals', 'v4.0.9-w5-node-name-case-changed'],
  ])('has no command when %s, but says what to change where', async (_why, name) => {
    const facts = await factsOfCase(name)
    const work = byHand('pin-old-id', facts)
    expect(work?.command).toBeNull()
    expect(work?.steps[0]).toMatch(
      /docker-compose\.yml, service "dkron" \(line \d+\): change --node-name=\S+ to --node-name=/,
    )
  })

  test.each<[string, (server: Server) => Partial<Server>]>([
    [
      'other compose files are in use',
      s => ({compose: s.compose && {...s.compose, file: {...s.compose.file, files: ['a.yml', 'b.yml']}}}),
    ],
    [
      'the service runs several times',
      s => ({
        compose: s.compose && {
          ...s.compose,
          service: {...s.compose.service, replicas: {value: 2, place: s.compose.service.place}},
        },
      }),
    ],
    ["it is not sure which data-dir is the container's", () => ({joinedBy: 'only-pair'})],
    ['there is no container', () => ({container: null})],
  ])('has no command when %s', (_why, change) => {
    const facts = changed(renamed, change)
    const work = byHand('pin-old-id', facts)
    expect(work?.command).toBeNull()
    expect(work?.steps.length).toBeGreaterThan(0)
  })

  test('before 4.0.0 several servers need their stored addresses as well', async () => {
    const facts = await factsOfCase('v3.2.7-e4-2-bootstrapped-on-second-start')
    const work = byHand('pin-id', facts)
    expect(work?.command).toBeNull()
    expect(work?.steps.at(-1)).toContain('Dkron 3.2.7 dials the stored addresses')
  })
})

describe('peers-json', () => {
  test('stops, writes the file where Dkron reads it, starts', () => {
    const work = byHand('peers-json', renamed)
    const ran = runWithStubs(work?.command?.lines ?? '', scratch())
    expect(ran).toEqual({status: 0, calls: ['docker stop e1_dkron_1', 'docker start e1_dkron_1']})
    const written = readFileSync(join(renamed.servers[0]?.dataDir?.path ?? '', 'raft/peers.json'), 'utf8')
    expect(JSON.parse(written)).toEqual([{id: 'f87aaf5337bd', address: '172.19.0.3:6868', non_voter: false}])
  })

  test('is left to a person while voters are missing', async () => {
    const facts = await factsOfCase('v4.0.9-e4-5-lost-quorum')
    const work = byHand('peers-json', facts)
    expect(work?.command).toBeNull()
    expect(work?.steps[0]).toMatch(/Make sure that n3, n2 cannot come back/)
  })

  test('is not offered when the ID of a server is not known', () => {
    expect(
      byHand(
        'peers-json',
        changed(renamed, () => ({identity: {state: 'not-collected'}})),
      ),
    ).toBeNull()
  })
})

test('remove-peers-json keeps the file', async () => {
  const facts = await factsOfCase('v4.0.9-e3a12-peersjson-no-state')
  const folder = facts.servers[0]?.dataDir?.path ?? ''
  const before = readFileSync(join(folder, 'raft/peers.json'), 'utf8')
  const ran = runWithStubs(byHand('remove-peers-json', facts)?.command?.lines ?? '', scratch())
  expect(ran.calls).toEqual(['docker restart e3a12peerswithoutstate_dkron_1'])
  expect(existsSync(join(folder, 'raft/peers.json'))).toBe(false)
  expect(readFileSync(join(folder, 'raft/peers.json.unused'), 'utf8')).toBe(before)
})

test('every command of every repair is complete shell', async () => {
  for (const name of [
    'v4.0.9-e1-1-down-up-new-id-new-ip',
    'v4.0.9-e4-2-new-ids-new-ips',
    'v3.2.7-e4-4-fixed-names-new-ips',
  ]) {
    const facts = await factsOfCase(name)
    for (const repair of repairs) {
      const lines = repair.byHand({facts, servers: facts.servers})?.command?.lines
      if (lines) execFileSync('bash', ['-n', '-c', lines])
    }
  }
})

describe('shell words', () => {
  test('come out of a shell as they went in', () => {
    fc.assert(
      fc.property(
        fc.string({maxLength: 30}).filter(s => !s.includes('\0')),
        word => {
          const out = spawnSync('bash', ['-c', `printf %s ${shellQuote(word)}`], {encoding: 'utf8'}).stdout
          return out === word
        },
      ),
      {numRuns: 40},
    )
  })

  test('a path is never taken for an option', () => {
    const folder = scratch()
    mkdirSync(join(folder, '-rf'))
    expect(shellPath('-rf')).toBe('./-rf')
    expect(shellPath('a b')).toBe("'a b'")
  })
})
