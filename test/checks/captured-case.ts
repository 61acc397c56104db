import {copyFileSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {deriveFacts} from '../../src/facts/derive.ts'
import type {Facts} from '../../src/facts/types.ts'
import {collectCase} from '../../src/sources/collect-case.ts'
import {scratch, unpackInto} from '../unpack.ts'

export const fixtures = join(import.meta.dirname, '../../fixtures/dkron')

export interface Expected {
  readonly name: string
  readonly verdict: 'ok' | 'at-risk' | 'broken'
  readonly cause: string | null
}

/** The captured cases with the verdict and cause that their evidence must give. */
export function expectedCases(): readonly Expected[] {
  const lines = readFileSync(join(fixtures, 'expected.tsv'), 'utf8').trim().split('\n')
  return lines.map(line => {
    const [name = '', verdict = '', cause = '-'] = line.split('\t')
    return {name, verdict: verdict as Expected['verdict'], cause: cause === '-' ? null : cause}
  })
}

export type Kind = 'dataDirs' | 'inspect' | 'network' | 'compose' | 'log' | 'api'

const all: readonly Kind[] = ['dataDirs', 'inspect', 'network', 'compose', 'log', 'api']

/** What is said on the command line. */
export interface Told {
  readonly nodeNames?: readonly string[]
  readonly dkronVersion?: string
}

/** Changes files of an unpacked case before it is read. */
export type Edit = (folder: string) => void

/** Unpacks a case; the result gives the facts that follow from some kinds of its evidence, all when not said. */
export function unpackCase(name: string, edit?: Edit): (kinds?: readonly Kind[], told?: Told) => Promise<Facts> {
  const folder = scratch()
  const files = readdirSync(join(fixtures, name))
  for (const file of files) {
    if (file.endsWith('.tar.gz')) unpackInto(`dkron/${name}/${file}`, folder)
    else copyFileSync(join(fixtures, name, file), join(folder, file))
  }
  edit?.(folder)
  return async (kinds = all, told = {}) => {
    const matching = (kind: Kind, pattern: RegExp) =>
      kinds.includes(kind) ? files.filter(f => pattern.test(f)).map(f => join(folder, f)) : []
    return deriveFacts(
      await collectCase({
        dataDirs: matching('dataDirs', /\.tar\.gz$/).map(f => f.replace(/\.tar\.gz$/, '')),
        nodeNames: told.nodeNames ?? [],
        inspect: matching('inspect', /^inspect-.*\.json$/),
        network: matching('network', /^network-.*\.json$/),
        compose: matching('compose', /^docker-compose\.yml$/),
        log: matching('log', /^log-.*\.txt$/),
        api: matching('api', /^api-.*\.json$/),
        dkronVersion: told.dkronVersion ?? null,
        offline: true,
        context: null,
        timeout: 1000,
        check: true,
      }),
    )
  }
}

/** All that was saved of a case, as facts. */
export function factsOfCase(name: string): Promise<Facts> {
  return unpackCase(name)()
}
