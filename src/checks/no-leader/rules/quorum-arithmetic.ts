import type {Facts} from '../../../facts/types.ts'
import {hasLeaderAmong} from './leader-in-sight.ts'
import type {VoterPresence} from './voter-presence.ts'
import {isGone, presenceOfVoters} from './voter-presence.ts'

/** The voters of the newest configuration counted against its majority. */
export interface Quorum {
  readonly voters: readonly VoterPresence[]
  readonly gone: readonly VoterPresence[]
  readonly unseen: readonly VoterPresence[]
  readonly present: number
  readonly needed: number
  /** `lost` for certain, `held` for certain, or `unknown` because too many voters are out of sight. */
  readonly state: 'held' | 'lost' | 'unknown'
}

/** A leader in sight that these voters can have elected proves the majority, whatever could be seen of the voters. */
export function countQuorum(facts: Facts): Quorum {
  const voters = presenceOfVoters(facts)
  const gone = voters.filter(isGone)
  const unseen = voters.filter(v => v.presence === 'unseen')
  const present = voters.length - gone.length - unseen.length
  const needed = facts.cluster.quorum
  const ids = voters.map(v => v.voter.id)
  const held = present >= needed || hasLeaderAmong(facts, ids)
  const lost = present + unseen.length < needed
  return {voters, gone, unseen, present, needed, state: held ? 'held' : lost ? 'lost' : 'unknown'}
}
