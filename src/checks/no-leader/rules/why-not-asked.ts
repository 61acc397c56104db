import type {NoNamespace} from '../../../case/probes.ts'
import type {Facts} from '../../../facts/types.ts'

const words: Readonly<Record<NoNamespace, string>> = {
  'not-linux': "containers' networks cannot be entered from this system",
  'not-root': 'only root can enter them (sudo doctor COMMAND)',
  'remote-engine': 'the containers run on another machine',
  'process-not-visible': "the containers' processes are not to be seen from here",
  'nsenter-missing': 'nsenter is not installed here',
  'not-permitted': 'the system does not permit to enter them',
  failed: 'it did not work',
}

/** Why questions that servers should have put were not put from their own networks; null when none was to be put. */
export function whyNotAsked(facts: Facts, command = 'no-leader'): string | null {
  for (const {vantage} of facts.cluster.probes) {
    if (vantage.at !== 'host-instead') continue
    const why = words[vantage.because].replace('COMMAND', command)
    return vantage.detail === null ? why : `${why}: ${vantage.detail}`
  }
  return null
}
