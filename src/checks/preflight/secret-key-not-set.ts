import {readValue} from '../../case/read.ts'
import type {PlannedCronicle} from '../../facts/preflight/types.ts'
import {secretOf} from '../../formats/cronicle/effective-settings.ts'
import {emptySecretMark, sampleSecretMark} from '../../formats/cronicle/sample-secrets.ts'
import type {Failure} from '../define-check.ts'
import {definePreflightCheck, failEach, skip} from '../define-check.ts'
import {configIsHidden, nameOf, quoteValue} from './rules/cronicle-names.ts'
import {quoteLine} from './rules/quotes.ts'

export default definePreflightCheck({
  id: 'secret-key-not-set',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The secret key of a Cronicle server is not set, or is the one of the sample',
  message: '{server} gets {what}',
  why: `With secret_key the primary proves itself to its workers, and sessions and downloads are signed with it. A container whose config.json comes with the image has the key of that image: with a new image, or on another host, the keys of primary and workers come to differ, and the workers refuse the primary. The key of Cronicle's sample is known to everybody, so that anyone who reaches a worker can run commands on it.`,
  confirm: [
    'grep -c \'"secret_key": "CHANGE_ME"\' /opt/cronicle/conf/config.json',
    'docker compose config | grep -c CRONICLE_secret_key',
  ],
  repairs: [],
  folklore: ['Setting it on the primary alone locks out every worker: all servers need the same key.'],
  references: ['Cronicle docs/Configuration.md: secret_key', 'pixl-server: CRONICLE_ environment overrides'],
  needs: ['cronicle'],
  explains: [],
  run({cronicle}) {
    if (cronicle.length === 0) return skip('no Cronicle is planned, and no folder of one was found')
    return failEach(cronicle.flatMap(judge))
  },
})

function judge(planned: PlannedCronicle): readonly Failure[] {
  const {subject, plan, server} = planned
  const secret = secretOf(readValue(server.config), readValue(server.environment) ?? [])
  if (secret === null) {
    if (plan === null || configIsHidden(planned)) return []
    return [
      {
        subject,
        params: {server: nameOf(planned), what: 'no secret_key from this file: it takes the one of its image'},
        evidence: [quoteLine(plan.service.place, 'no CRONICLE_secret_key, no mounted config.json with secret_key')],
        advice: ['Set CRONICLE_secret_key to one long random text on all servers: openssl rand -hex 32'],
        key: 'missing',
      },
    ]
  }
  const empty = secret.mark === emptySecretMark
  if (!empty && secret.mark !== sampleSecretMark) return []
  return [
    {
      subject,
      severity: empty ? 'error' : 'warning',
      params: {server: nameOf(planned), what: empty ? 'an empty secret_key' : 'the secret_key of the sample'},
      evidence: [quoteValue(planned, {value: null, from: secret.from}, empty ? 'empty' : 'the key of the sample')],
      advice: ['Set one long random text on all servers: openssl rand -hex 32'],
      key: empty ? 'empty' : 'sample',
    },
  ]
}
