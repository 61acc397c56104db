import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {latestHits} from './rules/latest-run.ts'
import {quoteContainer, quoteNewest, quoteSetting} from './rules/quote-evidence.ts'
import {isAtLeast} from './rules/released-behaviour.ts'

export default defineCheck({
  id: 'raft-multiplier-invalid',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The raft multiplier is out of range',
  message: '{server} is given the raft multiplier "{value}" ({from}): only 1 to 10 are allowed, and Dkron exits',
  why: `The multiplier scales all of Raft's timeouts. Dkron 3 and 4 exit with anything but a whole number from 1 to 10. With 10 an election takes more than a quarter of a minute, so a high value is no cure for lost leaders either.`,
  confirm: ["docker inspect --format '{{.Config.Cmd}} {{.Config.Env}}' CONTAINER", 'docker logs --tail 3 CONTAINER'],
  repairs: [],
  folklore: ['0 as "no waiting": it is refused.'],
  references: ['Dkron agent.go setupRaft: "raft-multiplier cannot be"', 'Dkron flag --raft-multiplier'],
  needs: ['server.container', 'server.log', 'server.settings', 'server.version'],
  explains: [
    'quorum-lost',
    'never-bootstrapped',
    'server-id-changed',
    'server-id-not-pinned',
    'ghost-voters',
    'data-dir-empty',
    'server-address-changed',
    'bootstrap-expect-conflict',
  ],
  run(facts) {
    const known = facts.servers.filter(s => s.settings.state === 'read' || s.log !== null)
    if (known.length === 0) return skip('no settings are known')
    return failEach(known.flatMap(judge))
  },
})

function judge(server: Server): readonly Failure[] {
  const setting = readValue(server.settings)?.raftMultiplier
  const refused = latestHits(server, ['raft-multiplier-refused'])
  const value = setting ? setting.value : refused.at(-1)?.groups[0]
  // The newest run decides where the setting itself cannot be seen (a config file inside the image).
  // 2.x takes any value: its check of the range is never reached.
  if (isAtLeast(server, '3.0.0') === false && refused.length === 0) return []
  if (value === undefined || setting?.unresolved || (setting && isAllowed(setting.value))) return []
  return [
    {
      subject: server.label,
      params: {server: server.label, value, from: setting?.origin.text ?? 'its log'},
      evidence: [
        ...(setting ? [quoteSetting(server, setting, setting.value)] : []),
        ...quoteNewest(server, refused),
        ...quoteContainer(server),
      ],
      advice: ['Leave it out (the default is 1), or give a whole number from 1 to 10.'],
      key: value,
    },
  ]
}

function isAllowed(value: string): boolean {
  return /^\+?0*([1-9]|10)$/.test(value.trim())
}
