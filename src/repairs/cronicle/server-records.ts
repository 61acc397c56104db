import {readValue} from '../../case/read.ts'
import type {CronicleFacts, Worker} from '../../facts/cronicle/types.ts'
import {defineCronicleRepair} from '../define-repair.ts'
import {loweredName} from './name-to-give.ts'

export default defineCronicleRepair({
  id: 'server-records',
  title: 'Correct the stored server records while the primary is stopped',
  touches: 'global/servers and global/server_groups in the storage of the primary; jobs and history stay as they are',
  risk: 'disruptive',
  byHand({facts, workers}) {
    const {primary} = facts
    // A primary that lives mends its list itself.
    const alive = primary.leading.state === 'leads' && primary.conflicts.length === 0
    const lowered = workers.flatMap(lower)
    const others = workers.filter(w => w.record !== null && loweredName(w) === null)
    const steps = [...lowered, ...others.map(alive ? readd : takeOut)]
    const own = workers.length === 0 ? ofPrimary(facts) : []
    if (steps.length + own.length === 0) return null
    const before = alive && own.length + lowered.length === 0 ? [] : ['Stop the primary, and copy its data folder.']
    return {steps: [...before, ...steps, ...own], command: null}
  },
})

/** No call of the API finds a name with capitals. */
function lower(worker: Worker): readonly string[] {
  const {record} = worker
  const name = loweredName(worker)
  if (record === null || name === null) return []
  return [
    `bin/storage-cli.js edit global/servers/${record.at.page}: hostname ${record.value.hostname} becomes ${name}; then start the primary.`,
  ]
}

function readd({record, typed, reported}: Worker): string {
  const name = typed[0]?.value.host ?? reported.hostname?.value ?? 'its name'
  return `On the primary (Admin, Servers): remove ${record?.value.hostname}, then add ${name}.`
}

function takeOut({record}: Worker): string {
  const {page, index, file} = record?.at ?? {page: 0, index: 0, file: ''}
  return `In ${file} (bin/storage-cli.js edit global/servers/${page}) take item ${index} out: hostname ${record?.value.hostname}; lower "length" in global/servers by one, then start the primary.`
}

function ofPrimary({primary}: CronicleFacts): readonly string[] {
  const name = primary.identity.hostname?.value ?? primary.next.hostname?.value
  const [former] = primary.ownRecords
  if (name === undefined) return []
  const lead = (readValue(primary.groups)?.items ?? []).find(g => g.value.primary)
  return [
    ...(former && former.value.hostname !== name
      ? [`bin/storage-cli.js edit global/servers/${former.at.page}: hostname ${former.value.hostname} becomes ${name}.`]
      : []),
    ...(lead
      ? [
          `bin/storage-cli.js edit global/server_groups/${lead.at.page}: the expression of "${lead.value.title}" has to match ${name}; both records are needed.`,
        ]
      : []),
  ]
}
