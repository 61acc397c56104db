import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseVersion} from '../../src/formats/dkron/version.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/dkron')

export type Fields = Readonly<Record<string, unknown>>

/** One captured data-dir with what the API of the same server showed when it was captured. */
export interface CapturedDataDir {
  readonly name: string
  /** Path below fixtures/. */
  readonly archive: string
  readonly release: string
  /** `/v1/jobs` without `next`; null when the server did not answer. */
  readonly shown: readonly Fields[] | null
  /** `/v1/busy`. */
  readonly busy: readonly Fields[]
}

/** All captured data-dirs, each with the answers of its own server: `d2` belongs to `…_s2_1`. */
export function capturedDataDirs(): readonly CapturedDataDir[] {
  const cases = readdirSync(fixtures, {withFileTypes: true}).filter(entry => entry.isDirectory())
  return cases.flatMap(({name}) => {
    const files = readdirSync(join(fixtures, name))
    return files
      .filter(file => file.endsWith('.tar.gz'))
      .map(file => {
        const number = /^d(\d)\./.exec(file)?.[1]
        const api = files.find(f => f.startsWith('api-') && (number === undefined || f.includes(`_s${number}_`)))
        const answers = api === undefined ? {} : JSON.parse(readFileSync(join(fixtures, name, api), 'utf8'))
        const body = (path: string) => (answers[path]?.[0] === 200 ? JSON.parse(answers[path][1]) : null)
        return {
          name: `${name}/${file.replace('.tar.gz', '')}`,
          archive: `dkron/${name}/${file}`,
          release: releaseOf(name),
          shown: body('/v1/jobs')?.map(({next: _, ...job}: Fields) => job) ?? null,
          busy: body('/v1/busy') ?? [],
        }
      })
  })
}

function releaseOf(name: string): string {
  const version = parseVersion(name.slice(0, name.indexOf('-')))
  if (version === null) throw new TypeError(`${name} names no release`)
  return `${version.major}.${version.minor}.${version.patch}`
}
