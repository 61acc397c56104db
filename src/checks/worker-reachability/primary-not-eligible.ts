import {readValue} from '../../case/read.ts'
import {matchGroup} from '../../formats/cronicle/match-group.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {ownName} from './rules/own-name.ts'

export default defineCronicleCheck({
  id: 'primary-not-eligible',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The primary is stored, but no primary group matches its hostname',
  message:
    '{primary} ({hostname}) is a stored server, but no primary group matches that name ({groups}): it stays a worker and waits',
  why: `Two things make a server eligible: a server record with its hostname, and a server group marked as primary whose regular expression matches the hostname. The setup writes the group for one name exactly, ^(name)$. Whoever edits only the record after the name changed gets "Server is not eligible for master".

The expression is matched with case; the web page ignores case in its preview, which misleads.`,
  confirm: [
    'grep -h "not eligible" /opt/cronicle/logs/Cronicle.log | tail -1',
    'cd /opt/cronicle && bin/storage-cli.js get global/server_groups/0   # reads only',
  ],
  repairs: ['server-records', 'primary-hostname'],
  folklore: ['CRONICLE_master=1 does not help: it makes an eligible server lead at once, and no other.'],
  references: ['Cronicle lib/engine.js: checkMasterEligibility', 'Cronicle issue 36'],
  needs: ['primary.groups', 'primary.identity', 'primary.leading', 'primary.next', 'primary.records'],
  explains: ['reported-address-unreachable', 'worker-port-blocked'],
  run({primary}) {
    const groups = readValue(primary.groups)
    const records = readValue(primary.records)
    const own = ownName(primary)
    if (groups === null || records === null || own === null)
      return skip('groups, records or the hostname of the primary are not known')
    if (!records.items.some(r => r.value.hostname === own.value)) return skip('its hostname is not stored')
    const lead = groups.items.filter(g => g.value.primary)
    const matches = lead.map(g => matchGroup(g.value, own.value))
    if (matches.some(m => m.result === 'matches')) return failEach([])
    if (matches.some(m => m.result === 'too-slow')) {
      return {
        status: 'unknown',
        subject: primary.label,
        reason: 'an expression of a primary group takes too long to be tried',
      }
    }
    return failEach([
      {
        subject: primary.label,
        params: {
          primary: primary.label,
          hostname: own.value,
          groups: lead.map(g => `${g.value.title}: ${g.value.regexp}`).join('; ') || 'there is none',
        },
        evidence: [
          own.quote,
          ...lead.map(g => ({
            source: `${g.at.file}, page ${g.at.page}, item ${g.at.index}`,
            value: `${g.value.title}: regexp ${g.value.regexp}, master 1`,
          })),
          ...(primary.leading.state === 'unknown' ? [] : primary.leading.quotes),
        ],
        repairs: ['server-records', 'primary-hostname'],
        advice: [`Let the expression of a primary group match ${own.value}, with the primary stopped.`],
        confidence: primary.leading.state === 'leads' ? 'low' : 'high',
        key: own.value,
      },
    ])
  },
})
