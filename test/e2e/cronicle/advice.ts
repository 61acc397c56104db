import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import type {Report} from '../../../src/report/types.ts'
import type {Balancer} from './balancers.ts'
import {callDoctor} from './call-doctor.ts'
import {type Diagnosis, diagnose} from './diagnose.ts'
import type {Lab} from './lab.ts'

/** What the last block of a report says to do: its sentence, and the lines to copy. */
export interface NextBlock {
  readonly sentence: string
  readonly command: string
}

function nextIn(text: string): NextBlock {
  const [, block] = text.split('\nNext\n')
  if (block === undefined) throw new Error(`no "Next" in: ${text}`)
  const lines = block.split('\n')
  const isCommand = (line: string) => line.startsWith('    ')
  const words = (of: readonly string[]) => of.map(line => line.trim()).filter(Boolean)
  return {
    sentence: words(lines.filter(line => !isCommand(line))).join(' '),
    command: words(lines.filter(isCommand)).join('\n'),
  }
}

/** The command at the end of an advice. */
export function nextOf(advice = ''): NextBlock {
  return {sentence: advice, command: advice.split(': ').at(-1) ?? ''}
}

/** Runs a command of doctor as it was printed. */
export async function runPrinted(lab: Lab, command: string): Promise<string> {
  const [program, ...args] = command.split(' ')
  expect(program, command).toBe('doctor')
  return (await callDoctor(lab, args)).output
}

/** Settings of that kind on a page of `doctor explain`, as they stand there. */
export function settingsIn(page: string, heading: string): string {
  const [, rest] = page.split(`\nSettings that work: ${heading}`)
  if (rest === undefined) throw new Error(`no settings "${heading}" in: ${page}`)
  const lines = rest.split('\n').slice(1)
  const end = lines.findIndex(line => !line.startsWith('  '))
  return lines
    .slice(0, end)
    .map(line => line.slice(2))
    .join('\n')
}

/** The file and line that a sentence names, of the balancer that runs. */
export function editBalancer(
  lab: Lab,
  {program, file}: Balancer,
  sentence: string,
  edit: (line: string) => string,
): Balancer {
  const match = new RegExp(`lb/${file}, line (\\d+)`).exec(sentence)
  if (!match) throw new Error(`no line of lb/${file} in: ${sentence}`)
  const lines = readFileSync(join(lab.folder, 'lb', file), 'utf8').split('\n')
  const at = Number(match[1]) - 1
  lines[at] = edit(lines[at] ?? '')
  return {program, file, render: () => lines.join('\n')}
}

/** Doctor, once more, with the balancer's file; it must have no fault to tell of. */
export async function expectMended(lab: Lab, workers: readonly string[], balancer: Balancer): Promise<void> {
  const given = ['--primary', 'p1', ...workers.map(w => `--worker=${w}`), `--balancer=lb/${balancer.file}`]
  const {output} = await callDoctor(lab, ['worker-reachability', ...given, '--json'])
  const report: Report = JSON.parse(output)
  const failed = report.findings.filter(f => f.status === 'fail' && f.severity !== 'info').map(f => f.check)
  expect({verdict: report.verdict, failed}, output).toEqual({verdict: 'healthy', failed: []})
}

/** What doctor says of it, with the balancer's file, and what it says next. */
export async function askedWithBalancer(
  lab: Lab,
  given: readonly string[],
  {file}: Balancer,
): Promise<Diagnosis & {readonly next: NextBlock}> {
  const said = await diagnose(lab, ['--primary', 'p1', ...given, `--balancer=lb/${file}`])
  return {...said, next: nextIn(said.text)}
}
