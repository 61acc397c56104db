import type {PreflightCheck} from '../define-check.ts'
import logGap from '../no-leader/log-gap.ts'
import peersJsonInvalid from '../no-leader/peers-json-invalid.ts'
import peersJsonMisplaced from '../no-leader/peers-json-misplaced.ts'
import peersJsonUnsupported from '../no-leader/peers-json-unsupported.ts'
import peersJsonWithoutState from '../no-leader/peers-json-without-state.ts'
import snapshotDamaged from '../no-leader/snapshot-damaged.ts'
import snapshotMissing from '../no-leader/snapshot-missing.ts'
import storeDamaged from '../no-leader/store-damaged.ts'
import advertiseAddressNotLocal from './advertise-address-not-local.ts'
import aliasDoesNotPinIdentity from './alias-does-not-pin-identity.ts'
import bootstrapExpectConflict from './bootstrap-expect-conflict.ts'
import dataDirNotPersisted from './data-dir-not-persisted.ts'
import dataDirShared from './data-dir-shared.ts'
import duplicateServerId from './duplicate-server-id.ts'
import fileUnreadable from './file-unreadable.ts'
import gossipKeyMismatch from './gossip-key-mismatch.ts'
import hostnameNotLowercase from './hostname-not-lowercase.ts'
import neverBootstrapped from './never-bootstrapped.ts'
import primaryHostnameUnknown from './primary-hostname-unknown.ts'
import raftMultiplierInvalid from './raft-multiplier-invalid.ts'
import reportedAddressNotKept from './reported-address-not-kept.ts'
import {onDisk} from './rules/on-disk.ts'
import secretKeyMismatch from './secret-key-mismatch.ts'
import secretKeyNotSet from './secret-key-not-set.ts'
import serverAddressChanged from './server-address-changed.ts'
import serverAddressUnroutable from './server-address-unroutable.ts'
import serverHostnameNotPinned from './server-hostname-not-pinned.ts'
import serverIdChanged from './server-id-changed.ts'
import serverIdNotPinned from './server-id-not-pinned.ts'
import severalBootstrapServers from './several-bootstrap-servers.ts'
import twoVoters from './two-voters.ts'

/** The faults that no other ailment has. */
export const preflightOnlyChecks: readonly PreflightCheck[] = [fileUnreadable, secretKeyNotSet, reportedAddressNotKept]

/** The checks of `doctor preflight`, in the order of the report. */
export const preflightChecks: readonly PreflightCheck[] = [
  // The process does not get as far as Raft.
  raftMultiplierInvalid,
  dataDirShared,
  onDisk(storeDamaged),
  onDisk(peersJsonInvalid),
  onDisk(peersJsonWithoutState),
  onDisk(peersJsonUnsupported),
  onDisk(snapshotDamaged),
  onDisk(snapshotMissing),
  onDisk(logGap),
  // Who the server is.
  duplicateServerId,
  serverIdNotPinned,
  serverIdChanged,
  aliasDoesNotPinIdentity,
  // What it keeps.
  dataDirNotPersisted,
  // How the cluster comes to be.
  gossipKeyMismatch,
  bootstrapExpectConflict,
  severalBootstrapServers,
  neverBootstrapped,
  // Who may vote, and where they are.
  twoVoters,
  serverAddressChanged,
  serverAddressUnroutable,
  advertiseAddressNotLocal,
  // Cronicle.
  serverHostnameNotPinned,
  hostnameNotLowercase,
  primaryHostnameUnknown,
  secretKeyMismatch,
  secretKeyNotSet,
  reportedAddressNotKept,
  // What will hurt later, and what stays open.
  onDisk(peersJsonMisplaced),
  fileUnreadable,
]
