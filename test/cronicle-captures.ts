import {cpSync, existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Case} from '../src/case/case.ts'
import type {CronicleOptions} from '../src/sources/cronicle/collect-cronicle.ts'
import {collectCronicle} from '../src/sources/cronicle/collect-cronicle.ts'
import {scratch, unpackInto} from './unpack.ts'

export const captures = join(import.meta.dirname, '../fixtures/cronicle')

export interface ExpectedCase {
  readonly name: string
  readonly verdict: 'ok' | 'at-risk' | 'broken'
  readonly cause: string | null
}

/** The captured cases with the verdict and cause that their evidence must give. */
export function expectedCronicle(): readonly ExpectedCase[] {
  const lines = readFileSync(join(captures, 'expected.tsv'), 'utf8').trim().split('\n')
  return lines.map(line => {
    const [name = '', verdict = '', cause = '-'] = line.split('\t')
    return {name, verdict: verdict as ExpectedCase['verdict'], cause: cause === '-' ? null : cause}
  })
}

/** A case as a person would have it on disk: folders with their data unpacked. */
export function unpackCapture(name: string): string {
  const folder = scratch()
  cpSync(join(captures, name), folder, {recursive: true})
  for (const server of ['p1', 'w1', 'w2']) {
    if (existsSync(join(folder, server, 'data.tar.gz'))) {
      unpackInto(`cronicle/${name}/${server}/data.tar.gz`, join(folder, server))
    }
  }
  return folder
}

export type CronicleKind = 'primary' | 'workers' | 'api' | 'balancer' | 'console'

const all: readonly CronicleKind[] = ['primary', 'workers', 'api', 'balancer', 'console']

/** The case that follows from some kinds of its evidence; all when not said. */
export function collectCapture(
  folder: string,
  kinds: readonly CronicleKind[] = all,
  more: Partial<CronicleOptions> = {},
): Promise<Case> {
  const there = (kind: CronicleKind, ...names: readonly string[]) =>
    kinds.includes(kind) ? names.map(n => join(folder, n)).filter(p => existsSync(p)) : []
  const saved = readdirSync(folder).filter(n => n.startsWith('api-') || n.startsWith('four-'))
  return collectCronicle({
    caseFile: null,
    primary: there('primary', 'p1'),
    worker: there('workers', 'w1', 'w2'),
    api: there('api', ...saved),
    balancer: there('balancer', 'nginx.conf', 'haproxy.cfg'),
    log: there('console', 'p1/docker-logs.txt'),
    inspect: [],
    compose: [],
    names: [],
    offline: true,
    context: null,
    timeout: 1000,
    here: folder,
    ...more,
  })
}
