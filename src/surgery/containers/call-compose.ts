import {spawn} from 'node:child_process'
import type {ComposeCall} from '../../repairs/container-actions.ts'
import type {ComposeProgram} from '../../sources/docker/find-compose.ts'
import {type Attempt, done, refuse} from '../refusal.ts'

/** Milliseconds: it may have to wait for the grace period of the container it replaces. */
const patience = 300_000
/** Characters of its output that are kept for the operator. */
const words = 4000

/**
 * Has compose make one service's container from its files, with the project's own name, folder and files, and leave
 * every other service alone. A child of its own session: Ctrl-C on the terminal must not cut it off half-way.
 */
export function callCompose(
  {words: [program, ...own]}: Pick<ComposeProgram, 'words'>,
  call: ComposeCall,
  start: boolean,
  env: NodeJS.ProcessEnv,
): Promise<Attempt<void>> {
  const args = [...own, ...projectOptions(call), 'up', start ? '--detach' : '--no-start', '--no-deps', call.service]
  const shown = [program, ...args].join(' ')
  return new Promise(resolve => {
    // Its own variables would outrank nothing that is given here, but name more files.
    const child = spawn(program, args, {
      cwd: call.folder,
      env: {...env, COMPOSE_FILE: undefined, COMPOSE_PROJECT_NAME: undefined},
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      timeout: patience,
    })
    let said = ''
    const listen = (text: Buffer) => {
      said = (said + text.toString('utf8')).slice(-words)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('error', error => resolve(refuse('compose-failed', call.service, `${shown}: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(done(undefined))
      const end = code === null ? `was ended by ${signal}` : `ended with ${code}`
      resolve(refuse('compose-failed', call.service, `${shown} ${end}: ${lastLines(said)}`))
    })
  })
}

function projectOptions({project, folder, files, environmentFiles}: ComposeCall): readonly string[] {
  const each = (option: string, values: readonly string[]) => values.flatMap(value => [option, value])
  return [
    ...each('--project-name', [project]),
    ...each('--project-directory', [folder]),
    ...each('--file', files),
    ...each('--env-file', environmentFiles),
  ]
}

function lastLines(text: string): string {
  const lines = text.split('\n').flatMap(line => line.trim() || [])
  return lines.slice(-3).join(' | ') || 'it said nothing'
}
