import {readValue} from '../../case/read.ts'
import {originText} from '../../facts/cronicle/identity.ts'
import type {CronicleFacts, Quote} from '../../facts/cronicle/types.ts'
import type {OwnValue} from '../../formats/cronicle/own-identity.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {describeWay} from './rules/describe-way.ts'

export default defineCronicleCheck({
  id: 'hostname-not-lowercase',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'A hostname is set with capital letters',
  message:
    '{server} is given the hostname {hostname}, with capitals: the stored records have it in small letters, so it never leads',
  why: `Names from the system and from HOSTNAME are taken in small letters; "hostname" in the configuration and CRONICLE_hostname are taken as they stand. The setup stores small letters, so a primary with a capital in its name is in no record. Removing a server lowers the name first, so a worker with a capital can be added and never be removed: "Server not found in cluster".`,
  confirm: ['grep -n \'"hostname"\' /opt/cronicle/conf/config.json'],
  repairs: ['worker-identity', 'primary-hostname', 'server-records'],
  folklore: ['DNS does not tell capitals apart, Cronicle does.'],
  references: ['pixl-config: getHostname', 'Cronicle lib/api/admin.js: api_remove_server'],
  needs: ['primary.next', 'primary.server', 'worker.next', 'worker.record', 'worker.reported', 'worker.server'],
  explains: ['primary-hostname-unknown'],
  run(facts) {
    const named = facts.workers.some(w => w.server !== null || w.record !== null)
    if (facts.primary.server === null && !named) return skip('no settings or records were read')
    return failEach([...ofPrimary(facts), ...facts.workers.flatMap(ofWorker)])
  },
})

function ofPrimary({primary}: CronicleFacts): readonly Failure[] {
  const {hostname} = primary.next
  const name = hostname?.value ?? primary.identity.hostname?.value
  if (name === undefined || name === name.toLowerCase()) return []
  const stored = (readValue(primary.records)?.items ?? []).map(r => r.value.hostname)
  const leads = primary.leading.state === 'leads' || stored.includes(name)
  const lower = name.toLowerCase()
  return [
    {
      subject: primary.label,
      severity: leads ? 'warning' : 'error',
      ...(leads
        ? {
            message:
              '{server} is given the hostname {hostname}, with capitals, and is stored so: as a worker of another primary it could never be removed',
          }
        : {}),
      params: {server: primary.label, hostname: name},
      evidence: [
        ...quoteName(hostname, primary.identity.hostname?.quote ?? null),
        ...stored.map(s => ({source: 'global/servers', value: s})),
      ],
      repairs: leads ? [] : ['primary-hostname'],
      advice: leads ? [] : [`Write it in small letters: ${lower}`],
      key: lower,
    },
  ]
}

function ofWorker(worker: CronicleFacts['workers'][number]): readonly Failure[] {
  const name = worker.record?.value.hostname ?? worker.next.hostname?.value ?? worker.reported.hostname?.value
  if (name === undefined || name === name.toLowerCase()) return []
  const at = worker.record?.at
  return [
    {
      subject: worker.label,
      severity: 'warning',
      message: worker.record
        ? '{server} is stored with capitals: it works, and can never be removed by the web page or the API; {way}'
        : '{server} will report the hostname {hostname}, with capitals: once added it can never be removed; {way}',
      params: {server: worker.label, hostname: name, way: describeWay(worker)},
      evidence: [
        ...quoteName(worker.next.hostname, worker.reported.hostname?.quote ?? null),
        ...(at ? [{source: `${at.file}, page ${at.page}, item ${at.index}`, value: `hostname ${name}`}] : []),
      ],
      repairs: worker.record ? ['server-records', 'worker-identity'] : ['worker-identity'],
      advice: [`Write it in small letters on the worker: ${name.toLowerCase()}`],
      key: name,
    },
  ]
}

function quoteName(next: OwnValue | null, said: Quote | null): readonly Quote[] {
  if (next) return [{source: originText(next.from), value: `hostname ${next.value}`}]
  return said ? [said] : []
}
