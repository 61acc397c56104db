import {copyFileSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'vitest'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import {deriveFacts} from '../../src/facts/derive.ts'
import {diagnose} from '../../src/report/diagnose.ts'
import {collectCase} from '../../src/sources/collect-case.ts'
import {scratch, unpackInto} from '../unpack.ts'
import {expectedCases, fixtures} from './captured-case.ts'

test('subsets', async () => {
  const out: string[] = []
  for (const {name, verdict, cause} of expectedCases()) {
    if (name.includes('snap-') && !name.includes('e5')) continue
    const folder = scratch()
    const files = readdirSync(join(fixtures, name))
    for (const f of files)
      if (f.endsWith('.tar.gz')) unpackInto(`dkron/${name}/${f}`, folder)
      else copyFileSync(join(fixtures, name, f), join(folder, f))
    const m = (p: RegExp) => files.filter(f => p.test(f)).map(f => join(folder, f))
    const kinds = {
      d: m(/\.tar\.gz$/).map(f => f.replace(/\.tar\.gz$/, '')),
      i: m(/^inspect/),
      c: m(/^docker-compose/),
      l: m(/^log/),
      a: m(/^api/),
    }
    for (let bits = 1; bits < 32; bits++) {
      const on = (i: number, l: string[]) => (bits & (1 << i) ? l : [])
      const label = 'dicla'
        .split('')
        .filter((_, i) => bits & (1 << i))
        .join('')
      try {
        const facts = deriveFacts(
          await collectCase({
            dataDirs: on(0, kinds.d),
            inspect: on(1, kinds.i),
            network: [],
            compose: on(2, kinds.c),
            log: on(3, kinds.l),
            api: on(4, kinds.a),
            nodeNames: [],
            dkronVersion: null,
            offline: true,
            context: null,
            timeout: 1000,
            check: true,
          }),
        )
        const r = diagnose(facts, noLeaderChecks, {
          command: 'no-leader',
          version: '0',
          failLevel: 'error',
          only: [],
          skip: [],
          facts: {},
        })
        const sums = r.findings
          .filter(f => f.severity !== 'info')
          .map(f => `${f.check}:${f.status[0]}${f.severity[0]}${f.confidence === 'low' ? 'L' : ''}`)
        const good = verdict === 'broken' ? r.verdict === 'broken' && r.cause === cause : r.verdict !== 'broken'
        out.push(
          `${good ? 'ok  ' : 'DIFF'} ${name} ${label} => ${r.verdict} ${r.cause} (${verdict} ${cause}) ${[...new Set(sums)].join(' ')} defect=${r.findings.filter(f => f.message.includes('defect')).map(f => f.check + f.message)}`,
        )
      } catch (e) {
        out.push(`THROW ${name} ${label} ${(e as Error).message}`)
      }
    }
  }
  writeFileSync('/tmp/w/subsets.out', out.join('\n'))
}, 900_000)
