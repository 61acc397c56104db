import {partsOf} from '../../repairs/plan-steps.ts'
import {type CallRecord, isEnded, type RunRecord} from '../ledger-records.ts'

/** What a run has had a primary do to its list, by its record. */
export interface CallView {
  /** Id of the plan's step. */
  readonly id: string
  readonly primary: string
  readonly did: CallRecord['did']
  readonly hostname: string
  readonly ip: string | null
  /** `begun` when the run was cut off in it; `not-begun` when it was cut off before it. */
  readonly state: CallRecord['state'] | 'not-begun'
  /** False when the list was as planned already. */
  readonly changed: boolean
  /** By the primary, when the run was: what is left for a person to do stands among the run's reasons. */
  readonly takenBack: boolean
}

/** Every change of a primary's list that a run has made, and, of one that was cut off, would have made yet. */
export function viewCalls(run: RunRecord): readonly CallView[] {
  const {plan, state, calls = [], reason} = run
  const {primary} = plan
  if (primary === undefined) return []
  const isBack = state === 'undone' || state === 'rolled-back'
  const stays = new Set(reason.filter(r => r.code === 'not-taken-back').map(r => r.subject))
  const made = calls.map(({id, did, hostname, ip, state, changed}): CallView => {
    const takenBack = isBack && changed && did === 'add' && !stays.has(hostname)
    return {id, primary: primary.label, did, hostname, ip, state, changed, takenBack}
  })
  const open = isEnded(state) || state === 'undoing' ? [] : partsOf(plan).calls
  const toCome = open.flatMap(({id, action}): readonly CallView[] => {
    if (calls.some(c => c.id === id)) return []
    const rest = {id, primary: primary.label, state: 'not-begun', changed: false, takenBack: false} as const
    if (action.kind === 'remove-server') return [{...rest, did: 'remove', hostname: action.hostname, ip: action.ip}]
    return action.kind === 'add-server' ? [{...rest, did: 'add', ...action.worker}] : []
  })
  return [...made, ...toCome]
}
