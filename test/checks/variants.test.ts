import {describe, expect, test} from 'vitest'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import {diagnose} from '../../src/report/diagnose.ts'
import {unpackCase} from './captured-case.ts'
import {variants as cluster} from './variants/cluster.ts'
import {variants as container} from './variants/container.ts'
import {variants as peersJson} from './variants/peers-json.ts'
import {variants as raftDb} from './variants/raft-db.ts'
import {variants as settings} from './variants/settings.ts'

describe('captured cases with one thing changed', () => {
  test.each([...raftDb, ...peersJson, ...settings, ...container, ...cluster])(
    '$what',
    async ({of, edit, kinds, told, gives, also}) => {
      const facts = await unpackCase(of, edit)(kinds, told)
      const options = {
        command: 'no-leader',
        version: '0.0.0',
        failLevel: 'error',
        only: [],
        skip: [],
        facts: {},
      } as const
      const report = diagnose(facts, noLeaderChecks, options)
      const said = report.findings.map(f => `${f.severity} ${f.check}: ${f.message}`).join('\n')
      expect([report.verdict, report.cause], said).toEqual(gives)
      if (also)
        expect(
          report.findings.map(f => f.check),
          said,
        ).toContain(also)
    },
  )
})
