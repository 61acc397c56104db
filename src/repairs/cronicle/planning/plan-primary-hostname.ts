import {readValue} from '../../../case/read.ts'
import {ownHostname} from '../../../formats/cronicle/own-identity.ts'
import {type Planned, unfit} from '../../planning/context.ts'
import {sealPlan} from '../../seal-plan.ts'
import {storedName} from '../primary-hostname.ts'
import {type CronicleContext, lookAgain, offering} from './context.ts'
import {editConfig} from './edit-config.ts'

const strategy = 'primary-hostname'

/** Writes the stored hostname into the primary's config.json: it then leads again, and keeps the name. */
export function planPrimaryHostname(context: CronicleContext): Planned {
  const {facts} = context
  const {primary} = facts
  const offers = offering(context, strategy)
  const findings = offers.filter(f => f.check !== 'primary-not-eligible')
  if (findings.length === 0) {
    const why =
      offers.length > 0 ? 'its name is stored: it is the group of primaries that lacks it' : 'no finding asks for it'
    return unfit(strategy, why)
  }
  const name = storedName(primary)
  if (name === null) return unfit(strategy, 'the hostname it is stored under is not known')
  const stored = (readValue(primary.records)?.items ?? []).some(i => i.value.hostname === name)
  if (!stored) return unfit(strategy, `no stored record has the name ${name}`)
  const byHand = [
    `CRONICLE_hostname=${name} in the environment of ${primary.label}, or hostname: ${name} in its compose file`,
  ]
  const edit = editConfig(context, primary.server, primary.label, {hostname: name})
  if ('why' in edit) return unfit(strategy, edit.why, byHand)
  const environment = primary.server && readValue(primary.server.environment)
  const next = ownHostname({config: edit.after, environment, osHostname: null, interfaces: null})
  if (next?.value !== name) {
    return unfit(strategy, `its environment names it ${next?.value}, which outranks config.json`, byHand)
  }
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: `Give ${primary.label} its stored hostname ${name}, and keep it`,
      risk: 'disruptive',
      findings: findings.map(f => f.fingerprint),
      stores: [],
      inputs: [edit.input],
      steps: [edit.step],
      kept: ['The storage as it is: records, groups, jobs and history. Every other setting, byte for byte.'],
      lost: [],
      refusals: [],
      next: [
        primary.container
          ? `docker restart ${primary.container.name}`
          : `Restart ${primary.label} (bin/control.sh restart in its folder); it leads after 60 s at most.`,
        lookAgain(context),
      ],
    }),
  }
}
