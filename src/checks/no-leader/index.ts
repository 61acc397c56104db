import type {Check} from '../define-check.ts'
import advertiseAddressNotLocal from './advertise-address-not-local.ts'
import aliasDoesNotPinIdentity from './alias-does-not-pin-identity.ts'
import bootstrapExpectConflict from './bootstrap-expect-conflict.ts'
import clustersMerged from './clusters-merged.ts'
import configurationsDisagree from './configurations-disagree.ts'
import dataDirEmpty from './data-dir-empty.ts'
import dataDirNotPersisted from './data-dir-not-persisted.ts'
import dataDirNotWritable from './data-dir-not-writable.ts'
import dataDirShared from './data-dir-shared.ts'
import duplicateServerId from './duplicate-server-id.ts'
import foreignDataDir from './foreign-data-dir.ts'
import ghostVoters from './ghost-voters.ts'
import gossipKeyMismatch from './gossip-key-mismatch.ts'
import joinBlocked from './join-blocked.ts'
import {leaderMissing} from './leader-missing.ts'
import leaderNotRecognised from './leader-not-recognised.ts'
import logGap from './log-gap.ts'
import neverBootstrapped from './never-bootstrapped.ts'
import peersJsonInvalid from './peers-json-invalid.ts'
import peersJsonMisplaced from './peers-json-misplaced.ts'
import peersJsonPending from './peers-json-pending.ts'
import peersJsonUnsupported from './peers-json-unsupported.ts'
import peersJsonWithoutState from './peers-json-without-state.ts'
import peersJsonWrongContent from './peers-json-wrong-content.ts'
import quorumLost from './quorum-lost.ts'
import raftMultiplierInvalid from './raft-multiplier-invalid.ts'
import raftPortUnreachable from './raft-port-unreachable.ts'
import serverAddressChanged from './server-address-changed.ts'
import serverAddressUnroutable from './server-address-unroutable.ts'
import serverIdChanged from './server-id-changed.ts'
import serverIdNotPinned from './server-id-not-pinned.ts'
import serverIsNonvoter from './server-is-nonvoter.ts'
import severalBootstrapServers from './several-bootstrap-servers.ts'
import snapshotDamaged from './snapshot-damaged.ts'
import snapshotMissing from './snapshot-missing.ts'
import staleVoter from './stale-voter.ts'
import storeDamaged from './store-damaged.ts'
import storeLocked from './store-locked.ts'
import twoVoters from './two-voters.ts'

/**
 * In the order of the report. Of several errors that explain one another to no
 * one the first is the cause, so what ends the process stands before what keeps a running one without a leader.
 */
const namedFaults: readonly Check[] = [
  // The process does not get as far as Raft.
  raftMultiplierInvalid,
  dataDirNotWritable,
  dataDirShared,
  storeLocked,
  storeDamaged,
  peersJsonInvalid,
  peersJsonWithoutState,
  peersJsonUnsupported,
  peersJsonWrongContent,
  snapshotDamaged,
  snapshotMissing,
  logGap,
  dataDirEmpty,
  // Who the server is.
  duplicateServerId,
  foreignDataDir,
  serverIdChanged,
  serverIsNonvoter,
  serverIdNotPinned,
  aliasDoesNotPinIdentity,
  // How the cluster came to be.
  gossipKeyMismatch,
  joinBlocked,
  bootstrapExpectConflict,
  neverBootstrapped,
  severalBootstrapServers,
  clustersMerged,
  configurationsDisagree,
  // Who may vote, and where they are.
  ghostVoters,
  quorumLost,
  staleVoter,
  twoVoters,
  serverAddressChanged,
  serverAddressUnroutable,
  advertiseAddressNotLocal,
  raftPortUnreachable,
  leaderNotRecognised,
  // What will hurt later.
  peersJsonMisplaced,
  peersJsonPending,
  dataDirNotPersisted,
]

/** The checks of `doctor no-leader`; the last one speaks when all others are silent and still nobody leads. */
export const noLeaderChecks: readonly Check[] = [...namedFaults, leaderMissing(namedFaults)]
