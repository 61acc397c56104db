import {readValue} from '../../case/read.ts'
import type {PlannedCronicle, PreflightFacts} from '../../facts/preflight/types.ts'
import {secretOf} from '../../formats/cronicle/effective-settings.ts'
import type {Evidence} from '../../report/types.ts'
import {failEach, skip} from '../define-check.ts'
import secretKeyMismatch from '../worker-reachability/secret-key-mismatch.ts'
import {ahead} from './rules/ahead.ts'
import {nameOf, quoteValue} from './rules/cronicle-names.ts'

export default ahead(secretKeyMismatch, {
  severity: 'error',
  message: '{servers} of one file get different secret keys: the workers refuse the primary',
  needs: ['cronicle'],
  run({cronicle}) {
    const keyed = cronicle.flatMap(planned => keyOf(planned) ?? [])
    if (keyed.length < 2) return skip('fewer than two secret keys are known')
    return failEach(
      filesOf(cronicle).flatMap(file => {
        const own = keyed.filter(k => k.planned.plan?.file === file)
        if (new Set(own.map(k => k.mark)).size < 2) return []
        return [
          {
            subject: file?.file ?? '',
            params: {servers: own.map(k => nameOf(k.planned)).join(', ')},
            evidence: own.map(k => k.quote),
            advice: ['Set one secret_key on all servers.'],
            key: 'planned',
          },
        ]
      }),
    )
  },
})

function filesOf(cronicle: PreflightFacts['cronicle']) {
  return [...new Set(cronicle.flatMap(c => c.plan?.file ?? []))]
}

function keyOf(planned: PlannedCronicle): {planned: PlannedCronicle; mark: string; quote: Evidence} | null {
  const {server} = planned
  const secret = secretOf(readValue(server.config), readValue(server.environment) ?? [])
  if (secret === null) return null
  const quote = quoteValue(planned, {value: null, from: secret.from}, `${nameOf(planned)}: a key, not shown`)
  return {planned, mark: secret.mark, quote}
}
