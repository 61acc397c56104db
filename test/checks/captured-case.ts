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

/** All that was saved of a case, data-dirs unpacked, as facts. */
export async function factsOfCase(name: string): Promise<Facts> {
  const folder = scratch()
  const files = readdirSync(join(fixtures, name))
  for (const file of files) {
    if (file.endsWith('.tar.gz')) unpackInto(`dkron/${name}/${file}`, folder)
    else copyFileSync(join(fixtures, name, file), join(folder, file))
  }
  const matching = (pattern: RegExp) => files.filter(f => pattern.test(f)).map(f => join(folder, f))
  return deriveFacts(
    await collectCase({
      dataDirs: matching(/\.tar\.gz$/).map(f => f.replace(/\.tar\.gz$/, '')),
      nodeNames: [],
      inspect: matching(/^inspect-.*\.json$/),
      network: matching(/^network-.*\.json$/),
      compose: matching(/^docker-compose\.yml$/),
      log: matching(/^log-.*\.txt$/),
      api: matching(/^api-.*\.json$/),
      dkronVersion: null,
      offline: true,
      context: null,
      timeout: 1000,
      check: true,
    }),
  )
}
