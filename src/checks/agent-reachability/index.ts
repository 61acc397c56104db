import type {Check} from '../define-check.ts'
import advertiseAddressNotLocal from '../no-leader/advertise-address-not-local.ts'
import gossipKeyMismatch from '../no-leader/gossip-key-mismatch.ts'
import joinBlocked from '../no-leader/join-blocked.ts'
import leaderNotRecognised from '../no-leader/leader-not-recognised.ts'
import raftPortUnreachable from '../no-leader/raft-port-unreachable.ts'
import agentNotAlive from './agent-not-alive.ts'
import agentPortUnreachable from './agent-port-unreachable.ts'
import {leaderMissingForAgents} from './leader-missing.ts'

/** What of the checks of `doctor no-leader` is about who reaches whom. */
const network: readonly Check[] = [
  gossipKeyMismatch,
  joinBlocked,
  advertiseAddressNotLocal,
  raftPortUnreachable,
  leaderNotRecognised,
]

/** The faults that only the way of jobs has. */
export const agentOnlyChecks: readonly Check[] = [agentNotAlive, agentPortUnreachable]

/** The checks of `doctor worker-reachability` where Dkron runs, in the order of the report. */
export const agentReachabilityChecks: readonly Check[] = [
  ...network,
  leaderMissingForAgents(network),
  ...agentOnlyChecks,
]
