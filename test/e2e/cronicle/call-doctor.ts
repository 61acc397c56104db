import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {apiKey, type Lab} from './lab.ts'

const program = join(import.meta.dirname, '../../../bin/run.js')

/** The built program as an administrator calls it on the host of the primary; both streams as one text. */
export async function callDoctor(
  lab: Lab,
  args: readonly string[],
  key = apiKey,
): Promise<{readonly code: number | null; readonly output: string}> {
  const [command = '', ...words] = [...lab.on('p1'), process.execPath, program, ...args]
  const {PATH = ''} = process.env
  const child = spawn(command, words, {cwd: lab.folder, env: {PATH, CRONICLE_API_KEY: key}})
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
