import {spawn} from 'node:child_process'
import {join} from 'node:path'
import type {DescribedCronicle} from '../../../src/report/describe-cronicle.ts'
import type {Report} from '../../../src/report/types.ts'
import {apiKey, type Lab} from './lab.ts'

const program = join(import.meta.dirname, '../../../bin/run.js')

export interface Diagnosis {
  readonly code: number | null
  readonly report: Report & {readonly facts: DescribedCronicle}
  readonly text: string
}

/** `doctor worker-reachability` as an administrator calls it on the host of the primary, once for each format. */
export async function diagnose(lab: Lab, folders: readonly string[]): Promise<Diagnosis> {
  const args = ['worker-reachability', ...folders]
  const [json, text] = [await runDoctor(lab, [...args, '--json']), await runDoctor(lab, args)]
  if (!json.output.includes('"verdict"')) throw new Error(`no report (exit ${json.code}): ${json.output}`)
  return {code: json.code, report: JSON.parse(json.output), text: text.output}
}

/** Any command of doctor on the host of the primary, with what it printed. */
export async function runDoctor(lab: Lab, args: readonly string[]) {
  const [command = '', ...words] = [...lab.on('p1'), process.execPath, program, ...args]
  const {PATH = ''} = process.env
  const child = spawn(command, words, {cwd: lab.folder, env: {PATH, CRONICLE_API_KEY: apiKey}})
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  child.stderr.on('data', chunk => {
    output += chunk
  })
  const code = await new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  return {code, output}
}
