import type {CronicleCheck} from '../define-check.ts'
import clockSkew from './clock-skew.ts'
import duplicateReportedAddress from './duplicate-reported-address.ts'
import hostnameNotLowercase from './hostname-not-lowercase.ts'
import loadBalancerCutsConnection from './load-balancer-cuts-connection.ts'
import loadBalancerNotPlainHttp from './load-balancer-not-plain-http.ts'
import loadBalancerPortMismatch from './load-balancer-port-mismatch.ts'
import primaryHostnameUnknown from './primary-hostname-unknown.ts'
import primaryNotEligible from './primary-not-eligible.ts'
import reportedAddressIsPrimary from './reported-address-is-primary.ts'
import reportedAddressUnreachable from './reported-address-unreachable.ts'
import reportedHostnameResolvesElsewhere from './reported-hostname-resolves-elsewhere.ts'
import reportedHostnameUnresolvable from './reported-hostname-unresolvable.ts'
import secretKeyMismatch from './secret-key-mismatch.ts'
import serverHostnameNotPinned from './server-hostname-not-pinned.ts'
import serverRecordStale from './server-record-stale.ts'
import severalWorkersOneAddress from './several-workers-one-address.ts'
import socketPathBlocked from './socket-path-blocked.ts'
import websocketUpgradeBlocked from './websocket-upgrade-blocked.ts'
import workerBehindLoadBalancerDown from './worker-behind-load-balancer-down.ts'
import workerBelongsElsewhere from './worker-belongs-elsewhere.ts'
import workerNameUnresolvable from './worker-name-unresolvable.ts'
import workerPortBlocked from './worker-port-blocked.ts'

/**
 * The checks of `doctor worker-reachability`, in the order of the report: of several errors that explain one another to
 * no one the first is the cause, so what ends or idles the primary stands before what keeps one worker away.
 */
export const workerReachabilityChecks: readonly CronicleCheck[] = [
  // The primary.
  reportedAddressIsPrimary,
  hostnameNotLowercase,
  primaryHostnameUnknown,
  primaryNotEligible,
  // Who may talk to whom.
  secretKeyMismatch,
  clockSkew,
  workerBelongsElsewhere,
  // The way of the add.
  workerNameUnresolvable,
  loadBalancerPortMismatch,
  loadBalancerNotPlainHttp,
  workerBehindLoadBalancerDown,
  // What is dialled.
  severalWorkersOneAddress,
  duplicateReportedAddress,
  serverRecordStale,
  reportedHostnameUnresolvable,
  reportedHostnameResolvesElsewhere,
  socketPathBlocked,
  loadBalancerCutsConnection,
  workerPortBlocked,
  reportedAddressUnreachable,
  // What will hurt later, or hurts less.
  websocketUpgradeBlocked,
  serverHostnameNotPinned,
]
