import {spawnSync} from 'node:child_process'
import {cpSync, mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {scratch} from '../unpack.ts'

const root = join(import.meta.dirname, '../..')

/** A copy of what the script touches, so that the project itself stays as it is. */
function projectCopy(): string {
  const copy = scratch()
  for (const part of ['scripts/new-check.mjs', 'package.json', 'biome.json', 'src/checks/no-leader/index.ts']) {
    cpSync(join(root, part), join(copy, part))
  }
  mkdirSync(join(copy, 'test/checks/no-leader'), {recursive: true})
  return copy
}

const newCheck = (copy: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [join(copy, 'scripts/new-check.mjs'), ...args], {encoding: 'utf8'})

describe('npm run new-check', () => {
  test('makes the check, its cases and the line in the list, all as the linter wants them', () => {
    const copy = projectCopy()
    const {status, stdout} = newCheck(copy, 'no-leader/log-elsewhere')
    expect({status, stdout}).toMatchObject({status: 0, stdout: expect.stringContaining('log-elsewhere.cases.ts')})
    const index = readFileSync(join(copy, 'src/checks/no-leader/index.ts'), 'utf8')
    expect(index).toContain("import logElsewhere from './log-elsewhere.ts'\n")
    expect(index).toMatch(/^ {2}logElsewhere,\n\]/m)
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
    const lint = spawnSync(process.execPath, [
      biome,
      'check',
      '--config-path',
      copy,
      join(copy, 'src'),
      join(copy, 'test'),
    ])
    expect(`${lint.stdout}${lint.stderr}`).toContain('Checked 3 files')
    expect(lint.status).toBe(0)
  })

  test('overwrites nothing and takes no odd names', () => {
    const copy = projectCopy()
    newCheck(copy, 'no-leader/log-elsewhere')
    for (const name of ['no-leader/log-elsewhere', 'no-leader/Log', 'log-elsewhere', '']) {
      expect(newCheck(copy, name).status, name).toBe(2)
    }
  })
})
