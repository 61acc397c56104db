import {describe, expect, it} from 'vitest'
import type {Case, Container} from '../../../src/case/case.ts'
import {planAgents, planMembersAndJoins, planRaftPorts} from '../../../src/sources/probes/plan-dkron.ts'
import type {Errand} from '../../../src/sources/probes/question.ts'
import {collectFixture} from '../../case/collect-fixture.ts'

/** Who asks whom, in a line each. */
function told(errands: readonly Errand[]): readonly string[] {
  return errands.flatMap(({vantage, questions}) =>
    questions.map(q => {
      const who = vantage.at === 'container' ? vantage.name : vantage.at
      const ports = [...q.tcp, ...q.udp.map(p => `udp/${p}`)].join()
      return `${who} → ${q.host} ${ports} (${q.why.map(w => `${w.role} of ${w.of}`).join(', ')})`
    }),
  )
}

const world = (c: Case, running = c.containers.filter(k => k.running), hostAddresses: readonly string[] = []) => ({
  case: c,
  running,
  hostAddresses,
})

function withContainers(c: Case, change: (k: Container, i: number) => Partial<Container>): Case {
  return {...c, containers: c.containers.map((k, i) => ({...k, ...change(k, i)}))}
}

const silent = (c: Case): Case => ({...c, api: []})

describe('Raft ports', () => {
  it('of a healthy three: each asks for each, where it is stored and is', async () => {
    const c = await collectFixture('v4.0.9-e4-1-healthy-3')
    const plan = planRaftPorts(world(c))
    expect(plan.map(e => e.questions.length)).toEqual([3, 3, 3])
    expect(told(plan)[0]).toMatch(
      /^e24x1_s1_1 → 10\.77\.101\.11 6868 \(stored-address of \S+, present-address of \S+\)$/,
    )
  })

  it('of three that moved: at the old addresses and at the new ones', async () => {
    const c = await collectFixture('v3.2.7-e4-4-fixed-names-new-ips')
    const [first] = planRaftPorts(world(c))
    const roles = first?.questions.map(q => q.why.map(w => w.role).join())
    expect(roles?.filter(r => r === 'stored-address').length).toBeGreaterThan(0)
    expect(roles?.filter(r => r.includes('present-address'))).toHaveLength(3)
  })

  it('of a single voter are nobody’s business, wherever it is stored', async () => {
    const c = await collectFixture('v4.0.9-e1-1-down-up-new-id-new-ip')
    expect(planRaftPorts(world(c))).toEqual([])
  })

  it('but the address that a single server advertises is', async () => {
    const c = await collectFixture('v4.0.9-e5-advertise-stale')
    expect(told(planRaftPorts(world(c))).join()).toMatch(/6868 \(advertised-address of/)
  })

  it('of voters whose containers are stopped are left alone: silence there is no news', async () => {
    const c = await collectFixture('v4.0.9-e4-1-healthy-3')
    const [, , last] = c.containers
    const stopped = withContainers(c, k => (k === last ? {running: false, status: 'exited'} : {}))
    const address = last?.networks[0]?.address ?? ''
    expect(address).not.toBe('')
    expect(told(planRaftPorts(world(c))).join('\n')).toContain(`→ ${address} `)
    expect(told(planRaftPorts(world(stopped))).join('\n')).not.toContain(`→ ${address} `)
  })

  it('are asked from this host when it has the address that is stored for a server without a container', async () => {
    const c = {...(await collectFixture('v4.0.9-e4-5-lost-quorum')), containers: []}
    expect(planRaftPorts(world(c, [], ['192.0.2.1']))).toEqual([])
    const own = /→ (\S+) 6868 \(stored-address of (\S+?)\)/
    const everywhere = await collectFixture('v4.0.9-e4-5-lost-quorum')
    const [, address = '', id] = own.exec(told(planRaftPorts(world(everywhere))).join('\n')) ?? []
    const [errand] = planRaftPorts(world(c, [], ['127.0.0.1', address]))
    expect(errand?.vantage).toEqual({at: 'host', as: id})
    expect(errand?.questions).toHaveLength(3)
  })

  it('that a hostile file names are not asked', async () => {
    const c = await collectFixture('v4.0.9-e5-advertise-stale')
    const advertise = (value: string) =>
      withContainers(c, k => ({commandLine: k.commandLine.map(w => w.replace(/^(--advertise-addr=).*/, `$1${value}`))}))
    for (const value of ['127.0.0.1', '0.0.0.0', 'a b', '{{ GetPrivateIP }}', '', 'x'.repeat(300)])
      expect(planRaftPorts(world(advertise(value)))).toEqual([])
  })
})

describe('what the answers add', () => {
  it('addresses in gossip; join addresses are settled by having joined', async () => {
    const c = await collectFixture('v4.0.9-e4-1-healthy-3')
    const lines = told(planMembersAndJoins(world(c)))
    expect(lines).toHaveLength(9)
    expect(lines.every(l => l.includes('advertised-address'))).toBe(true)
  })

  it('without an answer: the join addresses, over TCP and UDP', async () => {
    const c = silent(await collectFixture('v4.0.9-e4-1-healthy-3'))
    const lines = told(planMembersAndJoins(world(c)))
    expect(lines).toContain('e24x1_s1_1 → s2 8946,udp/8946 (join-name of e24x1_s1_1)')
    expect(lines).toHaveLength(9)
  })

  it('servers with a gossip key get no datagram', async () => {
    const c = silent(await collectFixture('v4.0.9-e5-encrypt-mismatch'))
    const lines = told(planMembersAndJoins(world(c)))
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join()).not.toContain('udp/')
  })

  it('a single leader with an old join address is asked nothing', async () => {
    const c = await collectFixture('v4.0.9-e1-0-healthy-first-start')
    const joining = withContainers(c, k => ({commandLine: [...k.commandLine, '--join=gone']}))
    expect(planMembersAndJoins(world(joining))).toEqual([])
    expect(told(planMembersAndJoins(world(silent(joining)))).join()).toContain('→ gone 8946,udp/8946')
  })
})

describe('agents', () => {
  const agent = (name: string, address: string, changes: object = {}) => ({
    Name: name,
    Addr: address,
    Status: 1,
    Tags: {role: 'dkron', region: 'global', rpc_addr: `${address}:6868`, port: '6868'},
    ...changes,
  })

  /** Every server of a healthy three has these among its members; a1 is a container of this host. */
  async function withAgents(...agents: readonly object[]): Promise<{c: Case; own: readonly Container[]}> {
    const c = await collectFixture('v4.0.9-e4-1-healthy-3')
    const api = c.api.map(a => {
      const answer = a.answers['/v1/members']
      const members = [...JSON.parse(answer?.body ?? '[]'), ...agents]
      return {...a, answers: {...a.answers, '/v1/members': {status: 200, body: JSON.stringify(members)}}}
    })
    const own = c.containers
      .slice(0, 1)
      .map(k => ({...k, name: 'agent-1', commandLine: ['/dkron', 'agent', '--node-name=a1']}))
    return {c: {...c, api}, own}
  }

  it('are asked for by every server, and by themselves', async () => {
    const {c, own} = await withAgents(agent('a1', '10.77.101.21'), agent('a2', '10.77.101.22', {Status: 4}))
    expect(told(planAgents(world(c), own))).toEqual([
      ...['e24x1_s1_1', 'e24x1_s2_1', 'e24x1_s3_1'].flatMap(server => [
        `${server} → 10.77.101.21 6868 (advertised-address of a1)`,
        `${server} → 10.77.101.22 6868 (advertised-address of a2)`,
      ]),
      'agent-1 → 10.77.101.21 6868 (advertised-address of a1)',
    ])
  })

  it('that left, advertise nothing or themselves are left alone, and so are servers', async () => {
    const none = {Tags: {role: 'dkron'}}
    const {c} = await withAgents(
      agent('a1', '10.77.101.21', {Status: 3}),
      agent('a2', '10.77.101.22', none),
      agent('a3', '127.0.0.1'),
    )
    expect(planAgents(world(c), [])).toEqual([])
  })

  it('are asked for by this host where no server is a container: as the leader, when it has that address', async () => {
    const {c} = await withAgents(agent('a1', '10.77.101.21'))
    const line = '→ 10.77.101.21 6868 (advertised-address of a1)'
    const [elsewhere] = planAgents(world(c, [], ['192.0.2.1']), [])
    expect([elsewhere?.vantage, told(elsewhere ? [elsewhere] : [])]).toEqual([{at: 'host', as: null}, [`host ${line}`]])
    const [leader] = planAgents(world(c, [], ['10.77.101.11']), [])
    expect(leader?.vantage).toEqual({at: 'host', as: '74eb1d6fa701'})
  })
})
