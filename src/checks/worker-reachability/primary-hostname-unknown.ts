import {readValue} from '../../case/read.ts'
import type {CronicleFacts} from '../../facts/cronicle/types.ts'
import type {Outcome} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {ownName} from './rules/own-name.ts'

export default defineCronicleCheck({
  id: 'primary-hostname-unknown',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: "The primary's own hostname is in no stored server record",
  message:
    '{primary} calls itself {hostname}, and the stored server records know only {stored}: it waits for another primary for ever',
  why: `A server may lead only when its own hostname, letter by letter, is one of the stored server records, and matches the group of primaries. The hostname is config.hostname, else HOSTNAME, else HOST, else the name of the system. A container that was created anew without a fixed name has a new one, and "Waiting for primary server" is all the web page says.

The setup stores the name of the system or HOSTNAME, and does not look at config.hostname: a name that is set only there is unknown from the first start.`,
  confirm: [
    'curl -s http://PRIMARY:3012/api/app/config | cut -c1-80   # code "master"',
    'grep -h "Server not found in cluster" /opt/cronicle/logs/Cronicle.log | tail -1',
    'cd /opt/cronicle && bin/storage-cli.js get global/servers/0   # reads only',
  ],
  repairs: ['primary-hostname', 'server-records'],
  folklore: [
    'Waiting does not help: nobody will call.',
    'CRONICLE_master=1 and --master do not help: they count for a server that may lead.',
    'A group with the expression .+ alone does not help: the server record is asked for first.',
    'Running the setup again does nothing: "Storage has already been set up".',
  ],
  references: [
    'Cronicle lib/engine.js: checkMasterEligibility; bin/storage-cli.js: setup',
    'Cronicle issues 614, 36, 161, 95, 526',
  ],
  needs: [
    'primary.identity',
    'primary.leading',
    'primary.next',
    'primary.ownRecords',
    'primary.records',
    'primary.server',
  ],
  explains: [
    'load-balancer-cuts-connection',
    'primary-not-eligible',
    'reported-address-unreachable',
    'reported-hostname-resolves-elsewhere',
    'reported-hostname-unresolvable',
    'server-record-stale',
    'worker-port-blocked',
  ],
  run: facts => judge(facts),
})

function judge(facts: CronicleFacts): Outcome {
  const {primary} = facts
  const records = readValue(primary.records)
  if (records === null) return recordsUnknown(facts)
  const own = ownName(primary)
  if (own === null) {
    return {
      status: 'unknown',
      subject: primary.label,
      reason: 'what the primary calls itself is not known: its log does not say, and neither settings nor an answer do',
      advice: ['Save an answer and give it: curl -s http://PRIMARY:3012/api/app/status > api-status-primary.json'],
    }
  }
  const names = records.items.map(i => i.value.hostname)
  if (names.includes(own.value)) return failEach([])
  if (records.damage.length > 0) {
    return {
      status: 'unknown',
      subject: primary.label,
      reason: `a page of the stored server records could not be read: ${records.damage.map(d => d.problem).join('; ')}`,
    }
  }
  const {leading} = primary
  const former = primary.ownRecords[0]
  return failEach([
    {
      subject: primary.label,
      params: {primary: primary.label, hostname: own.value, stored: names},
      evidence: [
        own.quote,
        ...(former
          ? [
              {
                source: `${former.at.file}, page ${former.at.page}, item ${former.at.index}`,
                value: `hostname ${former.value.hostname}`,
              },
            ]
          : [{source: records.file, value: `${records.items.length} records`}]),
        ...(leading.state === 'unknown' ? [] : leading.quotes),
      ],
      repairs: ['primary-hostname', 'server-records'],
      advice: ['Nothing is lost: jobs and history are in the storage.'],
      confidence: leading.state === 'leads' ? 'low' : 'high',
      key: own.value,
    },
  ])
}

function recordsUnknown({primary}: CronicleFacts): Outcome {
  const {records, leading, server} = primary
  if (leading.state === 'leads') return failEach([])
  if (leading.state === 'waits' && server?.role !== 'worker') {
    return {
      status: 'unknown',
      subject: primary.label,
      reason: 'the primary does not lead, and the stored server records were not read, so why is open',
      evidence: leading.quotes,
      advice: ['Give its folder: doctor worker-reachability --primary /opt/cronicle'],
    }
  }
  if (records.state === 'unreadable') {
    return {status: 'unknown', subject: primary.label, reason: `${records.where}: ${records.reason}`, blocking: false}
  }
  if (records.state === 'absent' && server !== null) {
    return {
      status: 'unknown',
      subject: primary.label,
      reason: `there is no list of servers (${records.where}): the storage was never set up, or lies elsewhere`,
      advice: [
        'Look where Storage.Filesystem.base_dir and the mounts of the container lead before you run control.sh setup.',
      ],
    }
  }
  return skip('no folder of a primary was given')
}
