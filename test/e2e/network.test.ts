import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {doctor} from '../cli/doctor.ts'
import {scratch} from '../unpack.ts'
import {fixedAddress, servers} from './compose-files.ts'
import {diagnose, failed} from './diagnose.ts'
import {firewallMissing, shutOff} from './firewall.ts'
import {needsEngine} from './needs-engine.ts'
import {Project} from './project.ts'
import {quickest} from './quickest.ts'

needsEngine()

const names = ['s1', 's2', 's3'] as const
type Service = (typeof names)[number]

async function elected(release: '4.0.9' | '3.2.7' = '4.0.9'): Promise<Project> {
  const server = (n: number) => ({host: 10 + n, release, flags: `--node-name=n${n}`})
  const project = new Project(servers({s1: server(1), s2: server(2), s3: server(3)}))
  project.up()
  for (const name of names) await project.waitForLeader(name)
  return project
}

/** Each of the two no longer gets through to the other's Raft port, while gossip passes. */
function part(project: Project, how: 'DROP' | 'REJECT', ...pair: readonly [Service, Service]): void {
  for (const [to, from] of [pair, [pair[1], pair[0]] as const]) {
    shutOff({container: project.containerOf(to), from: project.addressOf(from), port: 6868, how})
  }
}

/** What was asked of the Raft ports, and from where; that it comes from the containers' networks shows in the words. */
function asked({report}: ReturnType<typeof diagnose>): readonly {from: string; asked: string; answered: string}[] {
  return report.facts.probes as readonly {from: string; asked: string; answered: string}[]
}

const asRoot = process.getuid?.() === 0

describe.each(['4.0.9', '3.2.7'] as const)('three healthy servers of %s', release => {
  test('each reaches each, and nothing is found', async () => {
    const project = await elected(release)
    const diagnosis = diagnose(project.folder)
    expect(diagnosis).toMatchObject({code: 0, report: {verdict: 'healthy', cause: null}})
    expect(failed(diagnosis)).toEqual([])
    if (!asRoot) return
    expect(asked(diagnosis)).toHaveLength(9)
    for (const {from, answered} of asked(diagnosis)) {
      expect(from).toMatch(/^asked from the network of /)
      expect(answered).toBe('open')
    }
    const {stdout} = doctor(['no-leader'], {cwd: project.folder})
    expect(stdout.replace(/\s+/g, ' ')).toContain('Raft port of each voter: open to the others')
  })
})

describe('a firewall between servers', () => {
  test.for([
    {how: 'DROP', answer: 'no answer in time'},
    {how: 'REJECT', answer: 'refused'},
  ] as const)(
    'that does $how between two of three: a leader is there, and who does not reach whom',
    async ({how, answer}, context) => {
      context.skip(firewallMissing() !== '', firewallMissing())
      const project = await elected()
      part(project, how, 's1', 's2')
      // The third reaches both, so whoever leads, it knows.
      await project.waitForLeader('s3')
      const diagnosis = diagnose(project.folder)
      expect(diagnosis).toMatchObject({code: 0, report: {verdict: 'at-risk', cause: null}})
      expect(failed(diagnosis)).toEqual(['raft-port-unreachable', 'raft-port-unreachable'])
      const messages = diagnosis.report.findings.map(f => f.message).join('\n')
      expect(messages).toContain(`n1 at ${fixedAddress(11)}:6868 (${answer})`)
      expect(messages).toContain(`n2 at ${fixedAddress(12)}:6868 (${answer})`)
      expect(messages).not.toContain('n3 at')
    },
  )

  test('that drops between all three: nobody can be elected, said within three seconds', async context => {
    context.skip(firewallMissing() !== '', firewallMissing())
    const project = await elected()
    part(project, 'DROP', 's1', 's2')
    part(project, 'DROP', 's1', 's3')
    part(project, 'DROP', 's2', 's3')
    await project.waitForNoLeader('s1')
    const {value: diagnosis, took} = quickest(3500, () => diagnose(project.folder))
    expect(took).toBeLessThan(3500)
    expect(diagnosis).toMatchObject({code: 1, report: {verdict: 'broken', cause: 'raft-port-unreachable'}})
    const [cause] = diagnosis.report.findings
    expect(cause?.message).toContain('nobody can collect the 2 of 3 votes')
    expect(cause?.advice.join('\n')).toContain('In the own network of n1, n2, n3 the port is open')
    // What was asked travels with the case, and is not asked again elsewhere.
    const archive = join(scratch(), 'case.tgz')
    expect(doctor(['collect', '-o', archive], {cwd: project.folder}).code).toBe(0)
    project.down()
    const elsewhere = diagnose(scratch(), [archive])
    expect(elsewhere.report.findings).toEqual(diagnosis.report.findings)
    expect(asked(elsewhere)).toEqual(asked(diagnosis))
  })
})

describe('a join address that leads nowhere', () => {
  const joining = (...targets: readonly string[]) =>
    servers({s1: {host: 11, expect: 1, flags: `--node-name=n1 ${targets.map(t => `--retry-join=${t}`).join(' ')}`}})

  test('because nobody has the name', async context => {
    context.skip(!asRoot, 'only root can ask as the container does')
    const project = new Project(joining('nobody', 's1.invalid:8946'))
    project.up()
    await project.waitUntilRunning('s1')
    const diagnosis = diagnose(project.folder)
    expect(diagnosis).toMatchObject({code: 1, report: {cause: 'join-blocked'}})
    const [cause] = diagnosis.report.findings
    expect(cause?.message).toMatch(/nobody: (no such name|could not be found out|no answer in time) \(/)
    expect(JSON.stringify(cause?.evidence)).toContain('asked from the network of')
  })

  test('because nobody listens there; by the name of the container itself it gets through', async context => {
    context.skip(!asRoot, 'only root can ask as the container does')
    const project = new Project(joining('s1:8947'))
    project.up()
    await project.waitUntilRunning('s1')
    expect(diagnose(project.folder)).toMatchObject({code: 1, report: {cause: 'join-blocked'}})
    project.write(joining('s1'))
    project.up()
    await project.waitForLeader('s1')
    expect(diagnose(project.folder)).toMatchObject({code: 0, report: {cause: null}})
  })
})
