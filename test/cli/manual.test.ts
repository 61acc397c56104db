import {spawnSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {doctor} from './doctor.ts'

const root = join(import.meta.dirname, '../..')
const {commands} = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as {
  commands: Record<
    string,
    {id: string; summary?: string; examples?: string[]; args: Record<string, {description?: string}>}
  >
}

test('groff finds no fault with the manual page, and every command and flag stands in it', context => {
  const page = join(root, 'man/doctor.1')
  const ran = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z', page], {encoding: 'utf8'})
  if (ran.error) context.skip('no groff on this machine')
  expect(ran).toMatchObject({status: 0, stderr: ''})
  const text = readFileSync(page, 'utf8').replaceAll('\\-', '-')
  for (const {id} of Object.values(commands)) expect(text).toContain(`.B ${id.replaceAll(':', ' ')}\n`)
  expect(text).toContain('.B --strategy')
})

test.each(Object.values(commands).filter(c => c.id !== 'help'))(
  '$id has a summary, examples and a page',
  ({id, summary, examples}) => {
    expect(summary).toMatch(/\.$/)
    expect(examples?.length).toBeGreaterThan(0)
    expect(readdirSync(join(root, 'docs/commands'))).toContain(`${id.replaceAll(':', '-')}.md`)
    const help = doctor([...id.split(':'), '--help'])
    expect(help).toMatchObject({code: 0, stderr: ''})
    expect(help.stdout).toContain('EXAMPLES')
  },
)

test('the commands that are given a case file say so, with an example', () => {
  const takers = Object.values(commands).filter(({args}) =>
    Object.values(args).some(({description}) => description?.includes('case file made by doctor collect')),
  )
  expect(takers.map(c => c.id).sort()).toEqual(['no-leader', 'repair', 'worker-reachability'])
  for (const {examples} of takers) expect(examples?.join('\n')).toContain('<%= command.id %> case.tgz')
})

test('the long version holds what a bug report needs, and nothing of the host', () => {
  const {code, stdout} = doctor(['version', '--verbose'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^doctor \d+\.\d+\.\d+\nnode v\d+/)
  expect(doctor(['version']).stdout).toMatch(/^doctor \d+\.\d+\.\d+\n$/)
  expect(JSON.parse(doctor(['version', '--verbose', '--json']).stdout)).toMatchObject({node: process.version})
})
