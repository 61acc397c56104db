import {randomBytes} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {doctor} from './doctor.ts'
import {down, enter, interrupt, onTerminal} from './on-terminal.ts'
import {type RepairPlace, repairPlace} from './repair-place.ts'
import {until} from './running-doctor.ts'

const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'

/** Runs doctor repair on a terminal; each key is typed once its text has come up, after the one before. */
async function repairOnTerminal(
  place: RepairPlace,
  keys: readonly [string, string][],
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const terminal = onTerminal(['repair', ...place.evidence, ...place.own, ...args], {cwd: place.folder, env})
  let at = 0
  for (const [text, key] of keys) {
    await until(`${text} in ${terminal.seen()}`, () => terminal.seen().includes(text, at))
    at = terminal.seen().length
    terminal.type(key)
  }
  const code = await terminal.ended
  return {code, seen: terminal.seen()}
}

describe('on a terminal', () => {
  test('one chooses, sees the diff, and agrees', async () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const ran = await repairOnTerminal(
      place,
      [
        ['navigate', enter],
        ['(y/N)', `y${enter}`],
      ],
      [],
    )
    expect(ran.code, ran.seen).toBe(0)
    expect(ran.seen).toMatch(/pin-old-id: .*\(safe\)/)
    expect(ran.seen.indexOf('--node-name=a52fb2697449')).toBeLessThan(ran.seen.indexOf('Do it?'))
    for (const done of ['Back up', 'docker-compose.yml: fix the server ID'])
      expect(ran.seen).toMatch(new RegExp(`✓ (\\S+/)?${done}`))
    expect(ran.seen).not.toContain('Take everything back')
    expect(ran.seen).toContain('Done and verified.')
    expect(ran.seen).toMatch(/Keep in mind[\s\S]*docker-compose\.yml was changed/)
    expect(place.undo().code).toBe(0)
    expect(place.tree()).toEqual(before)
  }, 180_000)

  test('another way can be chosen, by what it would mean', async () => {
    const place = repairPlace(broken)
    const keys: [string, string][] = [
      ['navigate', down],
      ['raft/raft.db:', enter],
      ['(y/N)', `y${enter}`],
    ]
    const ran = await repairOnTerminal(place, keys, [])
    expect(ran.code, ran.seen).toBe(0)
    expect(ran.seen).toMatch(
      /Risk: {4}disruptive[\s\S]*Does: [\s\S]*Stays: {3}Every log entry and snapshot[\s\S]*Is lost: nothing/,
    )
    expect(ran.seen).toContain('3 jobs and 6 executions')
    expect(ran.seen).toMatch(/Keep in mind[\s\S]*doctor undo gives back the data of before the repair/)
  }, 180_000)

  test.each<[string, [string, string][], number, RegExp]>([
    ['Ctrl-C at the choice', [['navigate', interrupt]], 130, /interrupted; nothing was changed/],
    [
      'Ctrl-C at the consent',
      [
        ['navigate', enter],
        ['(y/N)', interrupt],
      ],
      130,
      /interrupted; nothing was changed/,
    ],
    [
      'no',
      [
        ['navigate', enter],
        ['(y/N)', `n${enter}`],
      ],
      4,
      /not agreed to; nothing was changed/,
    ],
    [
      'just Enter',
      [
        ['navigate', enter],
        ['(y/N)', enter],
      ],
      4,
      /not agreed to; nothing was changed/,
    ],
  ])(
    '%s leaves everything as it was',
    async (_, keys, code, words) => {
      const place = repairPlace(broken)
      const before = place.tree()
      const ran = await repairOnTerminal(place, keys, [])
      expect(ran.code, ran.seen).toBe(code)
      expect(ran.seen).toMatch(words)
      expect(place.tree()).toEqual(before)
    },
    180_000,
  )

  test('loss of data asks for the name to be typed', async () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const wrong = await repairOnTerminal(place, [['Type e1_dkron_1', `dkron${enter}`]], ['--strategy', 'reset'])
    expect(wrong.code, wrong.seen).toBe(4)
    const left = await repairOnTerminal(place, [['Type e1_dkron_1', interrupt]], ['--strategy', 'reset'])
    expect(left.code, left.seen).toBe(130)
    expect(place.tree()).toEqual(before)
    const right = await repairOnTerminal(place, [['Type e1_dkron_1', `e1_dkron_1${enter}`]], ['--strategy', 'reset'])
    expect(right.code, right.seen).toBe(0)
    expect(right.seen).toMatch(/Keep in mind\s+• Every job, until it is restored from the export/)
    expect(right.seen).toContain(join(place.folder, 'dkron.data.jobs-'))
  }, 180_000)

  test('Ctrl-C during a step: it is finished, everything is taken back, and another repair can follow', async () => {
    const place = repairPlace(broken)
    // Long enough for somebody to see it and to press a key.
    writeFileSync(join(place.folder, 'dkron.data/large'), randomBytes(24 * 2 ** 20))
    const before = place.tree()
    const keys: [string, string][] = [
      ['(y/N)', `y${enter}`],
      ['• Back up', interrupt],
    ]
    const ran = await repairOnTerminal(place, keys, ['--strategy', 'recover-configuration'])
    expect(ran.code, ran.seen).toBe(130)
    expect(ran.seen).toMatch(/Ctrl-C: this step is finished, then everything is taken back/)
    expect(ran.seen).toMatch(/✓ Back up[\s\S]*not done: [\s\S]*✓ Take everything back/)
    expect(ran.seen).toMatch(/Interrupted; what was done is taken back/)
    expect(place.tree()).toEqual(before)
    const history = doctor(['history', '--state-dir', place.stateDir], {cwd: place.folder})
    expect(history.stdout).toMatch(/rolled-back {2}recover-configuration/)
    expect(history.stdout).not.toContain('cut off')
    expect(place.repair('--yes').code).toBe(0)
  }, 180_000)

  test('a terminal that goes away in the middle: no half-written file, and what to do next is told', async () => {
    const place = repairPlace(broken)
    writeFileSync(join(place.folder, 'dkron.data/large'), randomBytes(24 * 2 ** 20))
    const before = place.tree()
    const words = ['repair', ...place.evidence, ...place.own, '--strategy', 'recover-configuration', '--yes']
    const terminal = onTerminal(words, {cwd: place.folder})
    await until('the first step', () => terminal.seen().includes('• Back up'))
    terminal.hangUp()
    await terminal.ended
    expect(place.tree()).toEqual(before)
    const {stdout} = doctor(['history', '--state-dir', place.stateDir], {cwd: place.folder})
    const [, id] = /doctor repair --resume (\S+)\s+doctor undo \1/.exec(stdout) ?? []
    expect(id, stdout).toBeDefined()
    const resumed = doctor(['repair', '--resume', id as string, ...place.own, '--yes'], {cwd: place.folder})
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(place.undo().code).toBe(0)
    expect(place.tree()).toEqual(before)
  }, 180_000)

  test('nobody is asked where CI says that there is nobody', async () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const ran = await repairOnTerminal(place, [], [], {CI: 'true'})
    expect(ran.code, ran.seen).toBe(4)
    expect(ran.seen).toMatch(/no terminal to ask/)
    expect(place.tree()).toEqual(before)
  }, 180_000)
})
