import {spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {program} from './doctor.ts'
import {hasPython, repairPlace} from './repair-place.ts'

const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const escapes = /\u001b\[[0-9;?]*[A-Za-z]|\r/g

/** A terminal of its own, and somebody who waits for a text and then types: pairs of both. */
const person = `
import json, os, pty, select, signal, sys, time
order = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(order['cwd'])
    os.execve(order['argv'][0], order['argv'], order['env'])
seen, at = '', 0
keys = order['keys']
end = time.time() + 40
while time.time() < end:
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data.decode('utf-8', 'replace')
    if keys and keys[0][0] in seen[at:]:
        at = len(seen)
        time.sleep(0.3)
        os.write(terminal, keys.pop(0)[1].encode())
_, status = os.waitpid(pid, 0)
code = os.waitstatus_to_exitcode(status)
print(json.dumps({'code': code if code >= 0 else 128 - code, 'seen': seen}))
`

/** Runs doctor repair on a terminal; each key is typed once its text has come up. */
function onTerminal(
  place: ReturnType<typeof repairPlace>,
  keys: readonly [string, string][],
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const order = {
    argv: [process.execPath, program, 'repair', ...place.evidence, ...place.own, ...args],
    cwd: place.folder,
    env: {PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', TERM: 'xterm', COLUMNS: '200', ...env},
    keys,
  }
  const {stdout, stderr} = spawnSync('python3', ['-c', person, JSON.stringify(order)], {encoding: 'utf8'})
  if (stderr) throw new Error(stderr)
  const {code, seen} = JSON.parse(stdout) as {code: number; seen: string}
  return {code, seen: seen.replace(escapes, '')}
}

const down = '\u001b[B'
const enter = '\r'
const interrupt = '\u0003'

describe.skipIf(!hasPython)('on a terminal (needs python3)', () => {
  test('one chooses, sees the diff, and agrees', () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const ran = onTerminal(
      place,
      [
        ['Which way?', enter],
        ['Do it?', `y${enter}`],
      ],
      [],
    )
    expect(ran.code, ran.seen).toBe(0)
    expect(ran.seen).toMatch(/pin-old-id: .*\(safe\)/)
    expect(ran.seen.indexOf('--node-name=a52fb2697449')).toBeLessThan(ran.seen.indexOf('Do it?'))
    expect(ran.seen).toContain('Done and verified.')
    expect(place.undo().code).toBe(0)
    expect(place.tree()).toEqual(before)
  }, 60_000)

  test('another way can be chosen', () => {
    const place = repairPlace(broken)
    const keys: [string, string][] = [
      ['Which way?', `${down}${enter}`],
      ['Do it?', `y${enter}`],
    ]
    const ran = onTerminal(place, keys, [])
    expect(ran.code, ran.seen).toBe(0)
    expect(ran.seen).toContain('3 jobs and 6 executions')
  }, 60_000)

  test.each<[string, [string, string][], number, RegExp]>([
    ['Ctrl-C at the choice', [['Which way?', interrupt]], 130, /interrupted; nothing was changed/],
    [
      'Ctrl-C at the consent',
      [
        ['Which way?', enter],
        ['Do it?', interrupt],
      ],
      130,
      /interrupted; nothing was changed/,
    ],
    [
      'no',
      [
        ['Which way?', enter],
        ['Do it?', `n${enter}`],
      ],
      4,
      /not agreed to; nothing was changed/,
    ],
    [
      'just Enter',
      [
        ['Which way?', enter],
        ['Do it?', enter],
      ],
      4,
      /not agreed to; nothing was changed/,
    ],
  ])(
    '%s leaves everything as it was',
    (_, keys, code, words) => {
      const place = repairPlace(broken)
      const before = place.tree()
      const ran = onTerminal(place, keys, [])
      expect(ran.code, ran.seen).toBe(code)
      expect(ran.seen).toMatch(words)
      expect(place.tree()).toEqual(before)
    },
    60_000,
  )

  test('loss of data asks for the name to be typed', () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const wrong = onTerminal(place, [['Type e1_dkron_1', `dkron${enter}`]], ['--strategy', 'reset'])
    expect(wrong.code, wrong.seen).toBe(4)
    expect(place.tree()).toEqual(before)
    const right = onTerminal(place, [['Type e1_dkron_1', `e1_dkron_1${enter}`]], ['--strategy', 'reset'])
    expect(right.code, right.seen).toBe(0)
    expect(right.seen).toContain(join(place.folder, 'dkron.data.jobs-'))
  }, 60_000)

  test('nobody is asked where CI says that there is nobody', () => {
    const place = repairPlace(broken)
    const before = place.tree()
    const ran = onTerminal(place, [], [], {CI: 'true'})
    expect(ran.code, ran.seen).toBe(4)
    expect(ran.seen).toMatch(/no terminal to ask/)
    expect(place.tree()).toEqual(before)
  }, 60_000)
})
