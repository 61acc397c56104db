import {readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {scratch} from '../unpack.ts'
import {captured, doctor} from './doctor.ts'
import {down, enter, interrupt, onTerminal} from './on-terminal.ts'
import {until} from './running-doctor.ts'
import {type Others, stoppedEngine} from './stopped-engine.ts'

describe('doctor alone', () => {
  test('shows what is here and its state, and offers what can be done; the plan changes nothing', async () => {
    const {folder, env} = await place()
    const before = tree(folder)
    const terminal = onTerminal([], {cwd: folder, env})
    await until('the question', () => terminal.seen().includes('What now?'))
    expect(terminal.seen()).toMatch(/Here: Dkron: .*dkron\.data/)
    expect(terminal.seen()).toContain('broken: server-id-changed')
    expect(terminal.seen()).not.toContain('agents')
    for (const offer of ['evidence', 'explain server-id-changed', 'plan', 'repair', 'save', 'end'])
      expect(terminal.seen()).toContain(offer)
    terminal.type(down, down, enter)
    await until('the plan', () => terminal.seen().includes('--node-name=a52fb2697449'))
    await until('the question again', () => terminal.seen().split('What now?').length > 2)
    terminal.type(interrupt)
    expect(await terminal.ended).toBe(130)
    expect(tree(folder)).toEqual(before)
  })

  test('saves a page, explains, and ends', async () => {
    const {folder, env} = await place()
    const terminal = onTerminal([], {cwd: folder, env})
    await until('the question', () => terminal.seen().includes('What now?'))
    terminal.type(down, down, down, down, enter)
    await until('the page', () => terminal.seen().includes('Saved: doctor-report.html'))
    expect(readFileSync(join(folder, 'doctor-report.html'), 'utf8')).toMatch(/^<!doctype html>/)
    await until('the question again', () => /Saved:[\s\S]*What now\?/.test(terminal.seen()))
    terminal.type(down, enter)
    await until('the explanation', () => /Saved:[\s\S]*server-id-changed[\s\S]*What now\?/.test(terminal.seen()))
    terminal.type(interrupt)
    expect(await terminal.ended).toBe(130)
  })

  test('where agents are known, it offers to look at what they reach, too', async () => {
    const {folder, env} = await place({agents: ['agent-1']})
    const terminal = onTerminal([], {cwd: folder, env})
    await until('the question', () => terminal.seen().includes('What now?'))
    expect(terminal.seen()).toContain('see whether servers and agents reach each other')
    terminal.type(down, down, enter)
    await until('the diagnosis', () => /decide whether jobs reach the agents[\s\S]*What now\?/.test(terminal.seen()))
    terminal.type(interrupt)
    expect(await terminal.ended).toBe(130)
  })

  test('where only agents are, it looks at them', async () => {
    const {env} = await place({agents: ['agent-1', 'agent-2'], server: false})
    const terminal = onTerminal([], {cwd: scratch(), env})
    await until('the question', () => terminal.seen().includes('What now?'))
    expect(terminal.seen()).toContain('Here: Dkron: agent-1, agent-2 (agents, no server)')
    expect(terminal.seen()).toContain('worker-reachability: unknown')
    terminal.type(interrupt)
    expect(await terminal.ended).toBe(130)
  })

  test('where nothing is, it says so and what to name', async () => {
    const terminal = onTerminal([], {cwd: scratch(), env: {DOCKER_HOST: `unix://${join(scratch(), 'none.sock')}`}})
    expect(await terminal.ended).toBe(3)
    expect(terminal.seen()).toContain('neither Dkron nor Cronicle was found here')
    expect(terminal.seen()).toContain('doctor no-leader ./dkron.data')
  })

  test('without a terminal it prints its help, and guide says that there is none', () => {
    expect(doctor([])).toMatchObject({code: 0, stdout: expect.stringContaining('USAGE')})
    expect(doctor(['guide'])).toMatchObject({code: 2, stdout: ''})
  })
})

async function place(others: Others = {}) {
  const {folder} = captured('v4.0.9-e1-1-down-up-new-id-new-ip')
  const socket = await stoppedEngine(join(folder, 'inspect-e1_dkron_1.json'), join(folder, 'dkron.data'), others)
  return {folder, env: {DOCKER_HOST: `unix://${socket}`}}
}

/** Every file with its size and when it was written. */
function tree(folder: string): readonly string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map(name => `${name} ${statSync(join(folder, name)).size} ${statSync(join(folder, name)).mtimeMs}`)
    .sort()
}
