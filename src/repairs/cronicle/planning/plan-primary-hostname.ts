import {readValue} from '../../../case/read.ts'
import {settingOf} from '../../../formats/cronicle/effective-settings.ts'
import {ownHostname} from '../../../formats/cronicle/own-identity.ts'
import type {PlanInput, PlanStep} from '../../plan.ts'
import {type Planned, unfit} from '../../planning/context.ts'
import {sealPlan} from '../../seal-plan.ts'
import {startLines} from '../../start-servers.ts'
import {primaryInCompose, storedName} from '../primary-hostname.ts'
import {type CronicleContext, lookAgain, offering} from './context.ts'
import {editConfig} from './edit-config.ts'
import {pinInCompose} from './pin-in-compose.ts'

const strategy = 'primary-hostname'

/** Writes the stored hostname into the primary's compose file or config.json: it then leads again, and keeps the name. */
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
  const pin = pinName(context, name)
  if ('why' in pin) {
    const anew = startLines([primary])
    return unfit(strategy, pin.why, [...primaryInCompose(primary, name), ...(primary.compose ? anew : [])])
  }
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: `Give ${primary.label} its stored hostname ${name}, and keep it`,
      risk: 'disruptive',
      findings: findings.map(f => f.fingerprint),
      stores: [],
      inputs: [pin.input],
      steps: [pin.step],
      kept: ['The storage as it is: records, groups, jobs and history. Every other setting, byte for byte.'],
      lost: [],
      refusals: [],
      next: [...pin.next, lookAgain(context)],
    }),
  }
}

interface Pin {
  readonly step: PlanStep
  readonly input: PlanInput
  /** What makes it count. */
  readonly next: readonly string[]
}

/** In the compose file where it is made from one, so that it is kept; a wrong name in config.json is mended there. */
function pinName(context: CronicleContext, name: string): Pin | {readonly why: string} {
  const {primary} = context.facts
  const config = primary.server && readValue(primary.server.config)
  const inConfig = pinInConfig(context, name)
  if (primary.compose === null || (!('why' in inConfig) && settingOf('hostname', config, []) !== null)) return inConfig
  const inCompose = pinInCompose(context, name)
  if ('why' in inCompose) return 'why' in inConfig ? inCompose : inConfig
  return {
    ...inCompose,
    next: ['Create its container anew from the file; it leads after 60 s at most:', ...startLines([primary])],
  }
}

function pinInConfig(context: CronicleContext, name: string): Pin | {readonly why: string} {
  const {primary} = context.facts
  const edit = editConfig(context, primary.server, primary.label, {hostname: name})
  if ('why' in edit) return edit
  const environment = primary.server && readValue(primary.server.environment)
  const next = ownHostname({config: edit.after, environment, osHostname: null, interfaces: null})
  if (next?.value !== name) return {why: `its environment names it ${next?.value}, which outranks config.json`}
  return {
    ...edit,
    next: [
      primary.container
        ? `docker restart ${primary.container.name}`
        : `Restart ${primary.label} (bin/control.sh restart in its folder); it leads after 60 s at most.`,
    ],
  }
}
