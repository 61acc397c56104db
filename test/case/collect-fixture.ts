import {copyFileSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import type {Case} from '../../src/case/case.ts'
import {collectCase} from '../../src/sources/collect-case.ts'
import {scratch, unpackInto} from '../unpack.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/dkron')

/** All evidence of a captured case, collected offline as the command line would. */
export async function collectFixture(name: string): Promise<Case> {
  const folder = scratch()
  const files = readdirSync(join(fixtures, name))
  for (const file of files) {
    if (file.endsWith('.tar.gz')) unpackInto(`dkron/${name}/${file}`, folder)
    else copyFileSync(join(fixtures, name, file), join(folder, file))
  }
  const matching = (pattern: RegExp) => files.filter(f => pattern.test(f)).map(f => join(folder, f))
  return collectCase({
    dataDirs: matching(/\.tar\.gz$/).map(f => f.replace(/\.tar\.gz$/, '')),
    nodeNames: [],
    inspect: matching(/^inspect-/),
    network: matching(/^network-/),
    compose: matching(/^docker-compose/),
    log: matching(/^log-/),
    api: matching(/^api-/),
    dkronVersion: null,
    offline: true,
    context: null,
    timeout: 1000,
    check: true,
  })
}

export const captured: readonly string[] = readdirSync(fixtures, {withFileTypes: true})
  .filter(e => e.isDirectory())
  .map(e => e.name)
