import {spawnSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {scratch} from '../unpack.ts'
import {doctor} from './doctor.ts'

/** Asks a real shell what it would complete a line to, as a list of words. */
const shells = {
  bash: (script: string, line: string) => `
    source ${script}
    COMP_WORDS=(${line.endsWith(' ') ? `${line} ''` : line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMP_TYPE=9
    _doctor; printf '%s\\n' "\${COMPREPLY[@]}"`,
  fish: (script: string, line: string) =>
    `source ${script}; complete -C ${JSON.stringify(line)} | string replace -r '\\t.*' ''`,
} as const

describe.each(Object.keys(shells) as (keyof typeof shells)[])('%s', shell => {
  const folder = scratch()
  const script = join(folder, 'completion')
  writeFileSync(script, doctor(['completion', shell]).stdout)
  mkdirSync(join(folder, 'dkron.data'))
  const missing = spawnSync(shell, ['--version']).status !== 0

  test.skipIf(missing)(`completes (needs ${shell})`, () => {
    const complete = (line: string) => {
      const {stdout} = spawnSync(shell, ['-c', shells[shell](script, line)], {cwd: folder, encoding: 'utf8'})
      return stdout.split('\n').filter(word => word !== '')
    }
    expect(complete('doctor no-')).toEqual(['no-leader'])
    expect(complete('doctor back')).toEqual(['backup', 'backups'])
    expect(complete('doctor backups ')).toEqual(['list', 'prune', 'restore', 'verify'])
    expect(complete('doctor no-leader --fail-level ').toSorted()).toEqual(['error', 'never', 'warning'])
    expect(complete('doctor explain server-id-')).toEqual(['server-id-changed', 'server-id-not-pinned'])
    expect(complete('doctor repair --strategy pin-')).toEqual(expect.arrayContaining(['pin-id', 'pin-old-id']))
    expect(complete('doctor repair --appl')).toEqual(['--apply'])
    expect(complete('doctor inspect dkr').map(w => w.replace(/\/$/, ''))).toEqual(['dkron.data'])
    expect(complete('doctor no-leader --inspect dkr').map(w => w.replace(/\/$/, ''))).toEqual(['dkron.data'])
  })
})

test('zsh takes the script', context => {
  if (spawnSync('zsh', ['--version']).status !== 0) context.skip('no zsh on this machine')
  const script = join(scratch(), '_doctor')
  writeFileSync(script, doctor(['completion', 'zsh']).stdout)
  const ran = spawnSync(
    'zsh',
    ['-fc', `autoload -Uz compinit && compinit -D && source ${script} && print $_comps[doctor]`],
    {
      encoding: 'utf8',
    },
  )
  expect(ran).toMatchObject({status: 0, stdout: '_doctor\n', stderr: ''})
})

test('an unknown shell is refused', () => {
  expect(doctor(['completion', 'cmd'])).toMatchObject({code: 2, stdout: ''})
})
