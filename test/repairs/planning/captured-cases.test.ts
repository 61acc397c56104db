import {readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {decodePlan} from '../../../src/repairs/decode-plan.ts'
import {expectedCases} from '../../checks/captured-case.ts'
import {planCapture, planOf, wordsOf} from './planned-case.ts'

/** What `doctor repair` does by itself; what is not named here has no plan without loss. */
const defaults: Readonly<Record<string, string>> = {
  'v2.2.2-e2d-alias-only-new-ip': 'pin-old-id',
  'v2.2.2-e2e1-node-name-added-after': 'pin-old-id',
  'v2.2.2-e3a1-peersjson-panics': 'pin-old-id',
  'v3.2.7-e2a-new-id-same-ip': 'pin-old-id',
  'v3.2.7-e4-2-bootstrapped-on-second-start': 'pin-id',
  'v3.2.7-e4-4-fixed-names-new-ips': 'give-back-address',
  'v4.0.9-e1-0-healthy-first-start': 'pin-id',
  'v4.0.9-e1-1-down-up-new-id-new-ip': 'pin-old-id',
  'v4.0.9-e2d-alias-only-new-ip': 'pin-old-id',
  'v4.0.9-e2e1-node-name-added-after': 'pin-old-id',
  'v4.0.9-e3a12-peersjson-no-state': 'remove-peers-json',
  'v4.0.9-e3a5-peersjson-malformed': 'pin-old-id',
  'v4.0.9-e3a6-peersjson-wrong-id': 'pin-old-id',
  'v4.0.9-e4-1-healthy-3': 'pin-id',
  'v4.0.9-e4-2-new-ids-new-ips': 'pin-old-id',
  'v4.0.9-e4-5-lost-quorum': 'recover-configuration (refused)',
  'v4.0.9-l55-no-volume': 'data-dir',
  'v4.0.9-l85-expect-3-2-3': 'bootstrap-expect',
  'v4.0.9-snap-0-natural-healthy': 'pin-id',
  'v4.0.9-snap-1-natural-new-id': 'pin-old-id',
  'v4.0.9-w5-node-name-case-changed': 'pin-old-id',
}

describe('every captured case', () => {
  test.each(expectedCases())('$name', async ({name}) => {
    const {choice, planned} = await planCapture(name)
    const refused = choice.plan && choice.plan.refusals.length > 0 ? ' (refused)' : ''
    expect(choice.plan && choice.plan.strategy + refused).toBe(defaults[name] ?? null)
    for (const p of planned) {
      if (!p.ok) continue
      expect(decodePlan(JSON.stringify(p.plan))).toEqual({plan: p.plan})
      expect(p.plan.steps.length).toBeGreaterThan(0)
      expect(new Set(p.plan.steps.map(s => s.id)).size).toBe(p.plan.steps.length)
    }
  })
})

describe('reads like this', () => {
  test.each([
    ['v4.0.9-e1-1-down-up-new-id-new-ip', undefined],
    ['v4.0.9-e1-1-down-up-new-id-new-ip', 'recover-configuration'],
    ['v4.0.9-e1-1-down-up-new-id-new-ip', 'peers-json'],
    ['v4.0.9-e1-1-down-up-new-id-new-ip', 'hostname'],
    ['v4.0.9-e1-1-down-up-new-id-new-ip', 'reset'],
    ['v4.0.9-e4-2-new-ids-new-ips', undefined],
    ['v4.0.9-e4-2-new-ids-new-ips', 'recover-configuration'],
    ['v4.0.9-e4-2-new-ids-new-ips', 'peers-json'],
    ['v4.0.9-e4-5-lost-quorum', undefined],
    ['v3.2.7-e4-4-fixed-names-new-ips', undefined],
    ['v3.2.7-e4-4-fixed-names-new-ips', 'peers-json'],
    ['v2.2.2-e3a1-peersjson-panics', undefined],
    ['v2.2.2-e3a1-peersjson-panics', 'recover-configuration'],
    ['v4.0.9-e3a5-peersjson-malformed', 'remove-peers-json'],
    ['v4.0.9-snap-1-natural-new-id', 'recover-configuration'],
  ])('%s, %s', async (name, strategy) => {
    const words = wordsOf(await planCapture(name, {strategy: strategy ?? null}))
    await expect(words).toMatchFileSnapshot(`__snapshots__/${name}-${strategy ?? 'default'}.txt`)
  })
})

describe('peers-json is refused', () => {
  const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'
  test.each(['2.2.2', '3.1.1'])('on Dkron %s', async dkronVersion => {
    const {choice} = await planCapture(broken, {strategy: 'peers-json', dkronVersion})
    expect(choice).toMatchObject({plan: null, why: expect.stringMatching(/before 3\.1\.2 panics on a peers\.json/)})
  })

  test('not on 3.1.2', async () => {
    const {choice} = await planCapture(broken, {strategy: 'peers-json', dkronVersion: '3.1.2'})
    expect(choice.plan?.strategy).toBe('peers-json')
  })

  test('where the release is not known', async () => {
    const edit = (folder: string) => {
      for (const file of ['inspect-e1_dkron_1.json', 'docker-compose.yml']) {
        const path = join(folder, file)
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll('dkron:4.0.9', 'dkron'))
      }
    }
    const {choice} = await planCapture(broken, {strategy: 'peers-json', edit, without: ['api-', 'log-']})
    expect(choice).toMatchObject({plan: null, why: expect.stringMatching(/release of .* is not known/)})
  })
})

describe('voters that nothing accounts for', () => {
  const name = 'v4.0.9-e4-5-lost-quorum'
  test.each([
    [[], ['n3', 'n2']],
    [['n2'], ['n3']],
    [['n2', 'n3'], []],
  ])('with --gone %j, missing are %j', async (gone, missing) => {
    const {choice} = await planCapture(name, {gone})
    expect(choice.plan?.refusals.map(r => /voter "(.*?)"/.exec(r)?.[1])).toEqual(missing)
  })

  test('are not gone while their containers run', async () => {
    const {planned} = await planCapture('v3.2.7-e4-4-fixed-names-new-ips', {gone: ['n2']})
    const recover = planOf(planned, 'recover-configuration')
    expect(recover.ok && recover.plan.refusals.join()).toMatch(/"n2" is not gone/)
  })
})

describe('servers that come back empty', () => {
  const recover = async (name: string, without: readonly string[] = []) => {
    const {planned} = await planCapture(name, {strategy: 'recover-configuration', without})
    const found = planOf(planned, 'recover-configuration')
    if (!found.ok) throw new Error(found.why)
    return found.plan
  }

  test('found no cluster of their own: before 4.0 they ask nobody whether there is one', async () => {
    const plan = await recover('v3.2.7-e4-4-fixed-names-new-ips')
    const compose = plan.steps.find(s => s.id === 'compose-1')
    const added = compose?.diff.split('\n').filter(line => line.startsWith('+ ')) ?? []
    expect(added.map(line => /--bootstrap-expect=\d+/.exec(line)?.[0])).toEqual([
      '--bootstrap-expect=0',
      '--bootstrap-expect=0',
    ])
    expect(plan.refusals).toEqual([])
  })

  test('are refused where that cannot be written for them', async () => {
    const plan = await recover('v3.2.7-e4-4-fixed-names-new-ips', ['docker-compose'])
    expect(plan.refusals).toHaveLength(2)
    expect(plan.refusals[0]).toMatch(/would come back empty and found a cluster of its own/)
  })

  test('may expect what they did since 4.0, where they ask', async () => {
    const plan = await recover('v4.0.9-e4-2-new-ids-new-ips')
    expect(JSON.stringify(plan)).not.toContain('--bootstrap-expect=0')
  })
})

describe('one fixed name', () => {
  const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'
  test('asked for is given, and the stored ID is then no way', async () => {
    const {choice} = await planCapture(broken, {nodeNames: ['dkron1']})
    expect(choice.plan?.strategy).toBe('recover-configuration')
    const [rewrite, compose] = choice.plan?.steps.map(s => s.action) ?? []
    expect(rewrite).toMatchObject({change: {servers: [{id: 'dkron1', suffrage: 'Voter'}]}})
    expect(compose).toMatchObject({kind: 'write-file', text: expect.stringContaining('--node-name=dkron1')})
  })

  test('is the stored one where that is asked for', async () => {
    expect((await planCapture(broken, {nodeNames: ['a52fb2697449']})).choice.plan?.strategy).toBe('pin-old-id')
  })

  test('of several servers stands for each data-dir in its order', async () => {
    const {choice} = await planCapture('v4.0.9-e4-2-new-ids-new-ips', {
      strategy: 'peers-json',
      nodeNames: ['a', 'b', 'c'],
    })
    const action = choice.plan?.steps[0]?.action
    const text = action?.kind === 'write-file' ? action.text : '[]'
    expect((JSON.parse(text) as {id: string}[]).map(p => p.id)).toEqual(['a', 'b', 'c'])
    const texts = choice.plan?.steps.flatMap(s => (s.id.startsWith('peers') ? [s.action] : []))
    expect(new Set(texts?.map(a => (a.kind === 'write-file' ? a.text : ''))).size).toBe(1)
  })
})

describe('what cannot be written is said', () => {
  const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'
  test('without a compose file: the data part is done, and the text is there', async () => {
    const {choice} = await planCapture(broken, {strategy: 'recover-configuration', without: ['docker-compose']})
    expect(choice.plan?.steps.map(s => s.action.kind)).toEqual(['rewrite-raft-db'])
    expect(choice.plan?.next.join('\n')).toMatch(/hostname: "dkron"/)
  })

  test('with nothing but the data-dir and a name: docker run, flag and systemd', async () => {
    const {choice} = await planCapture(broken, {
      strategy: 'recover-configuration',
      nodeNames: ['dkron1'],
      without: ['docker-compose', 'inspect', 'api', 'log', 'network'],
    })
    const words = choice.plan?.next.join('\n') ?? ''
    expect(words).toContain('--node-name=dkron1')
    expect(words).toContain('docker run: --hostname dkron1')
    expect(words).toContain('Environment=DKRON_NODE_NAME=dkron1')
  })

  test('a command through a shell is not given a flag that the shell would swallow', async () => {
    const edit = (folder: string) => {
      const path = join(folder, 'docker-compose.yml')
      writeFileSync(path, readFileSync(path, 'utf8').replace(/command: (.*)/, 'command: ["sh", "-c", "dkron $1"]'))
    }
    const {choice} = await planCapture(broken, {edit})
    const action = choice.plan?.steps[0]?.action
    expect(action?.kind === 'write-file' && action.text).toContain('DKRON_NODE_NAME: a52fb2697449')
  })

  test('a service of several containers is not given one name', async () => {
    const edit = (folder: string) => {
      const path = join(folder, 'docker-compose.yml')
      writeFileSync(path, readFileSync(path, 'utf8').replace('    image:', '    scale: 2\n    image:'))
    }
    const {planned} = await planCapture(broken, {edit})
    expect(planOf(planned, 'pin-old-id')).toMatchObject({ok: false, why: expect.stringContaining('several containers')})
  })
})

test('one renamed server of three is dealt no ID that a peer may carry, until it is said which is its own', async () => {
  const others = ['inspect', 'log', 'api'].flatMap(kind => [2, 3].map(n => `${kind}-e24x1_s${n}`))
  const alone = {dataDirs: ['d1'], without: ['d2', 'd3', ...others]}
  const {choice, planned} = await planCapture('v4.0.9-e4-2-new-ids-new-ips', alone)
  const pinning = planned.flatMap(p => (p.ok ? [] : [p])).find(p => p.strategy === 'pin-old-id')
  expect(pinning?.why).toMatch(/another server may be alive under each of "\w+", "\w+", "\w+"/)
  expect(choice.plan?.strategy).toBe('recover-configuration')
  expect(choice.plan?.refusals.join('\n')).toContain('may still be alive elsewhere')
  const [own = ''] = /"(\w+)"/.exec(pinning?.why ?? '')?.slice(1) ?? []
  const told = await planCapture('v4.0.9-e4-2-new-ids-new-ips', {...alone, nodeNames: [own]})
  expect(told.choice.plan).toMatchObject({strategy: 'pin-old-id', refusals: []})
})

test('evidence that contradicts itself gives no plan at all', async () => {
  const edit = (folder: string) => {
    const path = join(folder, 'api-e1_dkron_1.json')
    const answers = JSON.parse(readFileSync(path, 'utf8'))
    const text = JSON.stringify(answers).replaceAll('f87aaf5337bd', 'a52fb2697449')
    writeFileSync(path, text)
  }
  const {planned, choice} = await planCapture('v4.0.9-e1-1-down-up-new-id-new-ip', {edit, strategy: 'reset'})
  expect(planned.filter(p => p.ok)).toEqual([])
  expect(choice).toMatchObject({plan: null, why: expect.stringContaining('contradicts itself')})
})

test('a data-dir that is a symbolic link is refused, by its real name', async () => {
  const edit = (folder: string) => symlinkSync(join(folder, 'dkron.data'), join(folder, 'link'))
  const asked = {strategy: 'recover-configuration', edit, dataDirs: ['link']}
  const {choice, folder} = await planCapture('v4.0.9-e1-1-down-up-new-id-new-ip', asked)
  expect(choice.plan?.refusals).toEqual([
    `${folder}/link is a symbolic link: name the folder itself, ${folder}/dkron.data`,
  ])
})
