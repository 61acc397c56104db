import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const capturesFolder = fileURLToPath(new URL('../../fixtures/dkron', import.meta.url))

/** Names of the captured cases, see fixtures/dkron/README.md. */
export const captures: readonly string[] = readdirSync(capturesFolder, {withFileTypes: true})
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name)

/** Paths of a case's files whose names start like this, e.g. `inspect-`. */
export function filesOf(capture: string, prefix: string): readonly string[] {
  const folder = join(capturesFolder, capture)
  return readdirSync(folder)
    .filter(name => name.startsWith(prefix))
    .sort()
    .map(name => join(folder, name))
}

export interface CaptureFacts {
  readonly dkron_version: string
  /** `two` when two servers each led a cluster of their own. */
  readonly leader: boolean | 'two' | null
  readonly containers: Readonly<
    Record<
      string,
      {
        readonly id: string
        readonly host: string
        readonly cmd: readonly string[]
        readonly state: string
        readonly exit: number
        readonly nets: Readonly<Record<string, readonly [string, readonly string[] | null, string]>>
      }
    >
  >
}

/** What was observed when the case was made. */
export function factsOf(capture: string): CaptureFacts {
  return JSON.parse(readFileSync(join(capturesFolder, capture, 'facts.json'), 'utf8')) as CaptureFacts
}
