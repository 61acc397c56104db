import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {SelfHealing} from '../../src/surgery/self-healing.ts'
import {doctor} from './doctor.ts'
import {repairPlace} from './repair-place.ts'

const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'

/** Only the data-dir is at hand, as in a container that runs before the scheduler. */
function healing(place: ReturnType<typeof repairPlace>, args: readonly string[], env: Record<string, string> = {}) {
  const call = ['no-leader', 'dkron.data', '--repair', 'safe', '--yes', '--offline', '--json', ...place.own, ...args]
  const ran = doctor(call, {cwd: place.folder, env})
  return {...ran, said: ran.code === 2 ? null : (JSON.parse(ran.stdout) as SelfHealing)}
}

describe('an orphaned data-dir', () => {
  test.each([
    ['an option', ['--node-name', 'dkron1'], {}],
    ["Dkron's variable", [], {DKRON_NODE_NAME: 'dkron1'}],
    ['an option before the variable', ['--node-name', 'dkron1'], {DKRON_NODE_NAME: 'other'}],
  ])('is mended under the name given by %s, once; undo takes it back', (_, args, env: Record<string, string>) => {
    const place = repairPlace(broken)
    const before = place.tree()
    const first = healing(place, args, env)
    expect(first).toMatchObject({
      code: 0,
      stderr: '',
      said: {outcome: 'mended', formerId: 'a52fb2697449', serverId: 'dkron1', start: true, exitCode: 0},
    })
    expect(first.said?.run?.confirmed.join('\n')).toMatch(/3 jobs and 6 executions in .*, as before/)
    const mended = place.tree()
    const again = healing(place, args, env)
    expect(again).toMatchObject({code: 0, said: {outcome: 'nothing-to-mend', start: true}})
    expect(place.tree()).toEqual(mended)
    expect(place.undo().code).toBe(0)
    expect(place.tree()).toEqual(before)
  })

  test('is left alone while somebody has its raft.db locked', async () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const raftDb = join(place.folder, 'dkron.data/raft/raft.db')
    const holder = spawn('flock', ['-x', raftDb, 'sh', '-c', 'echo locked; exec sleep 60'])
    try {
      await once(holder.stdout, 'data')
      const ran = healing(place, ['--node-name', 'dkron1', '--on-refusal', 'stop'])
      expect(ran).toMatchObject({code: 4, said: {outcome: 'not-mended', start: false}})
      expect(JSON.stringify(ran.said)).toMatch(/in use|locked/)
    } finally {
      holder.kill()
    }
    expect(place.tree()).toEqual(before)
  })
})

describe('what is not mended', () => {
  test.each([
    ['start', 0, true],
    ['stop', 4, false],
  ])('with --on-refusal %s', (choice, code, start) => {
    const place = repairPlace(broken)
    const before = place.tree()
    const ran = healing(place, ['--on-refusal', choice])
    expect(ran).toMatchObject({code, said: {outcome: 'not-mended', run: null, start, exitCode: code}})
    expect(ran.said?.why).toEqual([expect.stringMatching(/server ID that the scheduler will have is not known/)])
    expect(place.tree()).toEqual(before)
  })

  test.each([
    ['nobody has told', []],
    ['is that of a container', ['--inspect', 'inspect-e1_dkron_1.json']],
  ])('an ID that %s: the way out is there to copy, and leads further', (_, evidence) => {
    const place = repairPlace(broken)
    const call = ['no-leader', 'dkron.data', ...evidence, '--repair', 'safe', '--yes', '--offline', ...place.own]
    const {stdout} = doctor(call, {cwd: place.folder})
    const [named = ''] = /^ +doctor no-leader .* --node-name NAME$/m.exec(stdout) ?? []
    expect(stdout).toContain('With the name that Dkron starts under:')
    const words = named.trim().replace('NAME', 'dkron1').split(' ').slice(1)
    const {code, stdout: told} = doctor(words, {cwd: place.folder})
    expect({code, told}).toMatchObject({
      code: 0,
      told: expect.stringMatching(evidence.length === 0 ? /^. Mended/ : /container e1_dkron_1 runs on it/),
    })
  })

  test('a data-dir that is not there: the start is stopped with the code of that', () => {
    const place = repairPlace(broken)
    const call = ['no-leader', 'nowhere', '--repair', 'safe', '--yes', '--offline']
    expect(doctor(call, {cwd: place.folder})).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^.* Not mended: /),
    })
    expect(doctor([...call, '--on-refusal', 'stop'], {cwd: place.folder}).code).toBe(3)
  })

  test('nothing is done that nobody agreed to', () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const call = ['no-leader', 'dkron.data', '--repair', 'safe', '--node-name', 'dkron1', '--offline', ...place.own]
    expect(doctor(call, {cwd: place.folder})).toMatchObject({code: 4, stderr: expect.stringMatching(/nobody agreed/)})
    expect(place.tree()).toEqual(before)
  })

  test.each([[['--repair', 'reset', '--yes']], [['--yes']], [['--on-refusal', 'stop']]])('%j is wrong usage', args => {
    expect(doctor(['no-leader', 'x', ...args]).code).toBe(2)
  })
})
