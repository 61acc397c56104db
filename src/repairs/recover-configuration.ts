import {defineRepair} from './define-repair.ts'

export default defineRepair({
  id: 'recover-configuration',
  title: 'Rewrite raft.db with a configuration that names the present servers',
  touches: 'the stored configuration, in a new raft.db beside the old one; every job stays',
  risk: 'disruptive',
  // No program of Dkron or Raft does this from outside, and raft.db is no file to edit by hand.
  byHand: () => null,
})
