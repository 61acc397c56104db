import {spawnSync} from 'node:child_process'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {limits} from '../../../src/sources/probes/limits.ts'
import {bundleProgram} from './bundle-program.ts'

const program = bundleProgram('src/sources/probes/probe-process.ts')
const request = JSON.stringify({
  id: 7,
  questions: [{host: '127.0.0.1', tcp: [1], udp: [], why: []}],
  settings: {hosts: '', resolvConf: ''},
  budget: 500,
})

/** Its lines, once its input has ended. */
function run(input: string | Buffer): readonly unknown[] {
  const {status, signal, stdout, stderr} = spawnSync(process.execPath, [program], {
    input,
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect({status, signal, stderr}).toEqual({status: 0, signal: null, stderr: ''})
  return stdout
    .split('\n')
    .filter(l => l !== '')
    .map(l => JSON.parse(l))
}

describe('the program for namespaces', () => {
  it('answers each line, and ends with its input', () => {
    const answered = {id: 7, answers: [expect.objectContaining({kind: 'tcp', outcome: {result: 'refused'}})]}
    expect(run(`${request}\n${request}\n`)).toEqual([answered, answered])
    expect(run('')).toEqual([])
    expect(run(request)).toEqual([])
  })

  it('says of nonsense that it is none, and goes on', () => {
    const [first, second, third] = run(`\n{}\n${request}\n`)
    expect([first, second]).toEqual([{problem: 'no JSON'}, {problem: 'no request'}])
    expect(third).toHaveProperty('answers')
  })

  it('reads no line without end', () => {
    expect(run('x'.repeat(limits.line * 3))).toEqual([{problem: 'a line without end'}])
  })

  it('survives whatever it is given', () => {
    const noise = fc.sample(fc.tuple(fc.nat(request.length), fc.uint8Array({maxLength: 12})), 300)
    const lines = noise.map(([at, bytes]) =>
      Buffer.concat([Buffer.from(request.slice(0, at)), Buffer.from(bytes), Buffer.from(`${request.slice(at + 3)}\n`)]),
    )
    for (const reply of run(Buffer.concat(lines))) {
      expect(['problem', 'id,answers']).toContain(Object.keys(reply as object).join())
    }
  }, 180_000)
})
