import type {BoltFile, Damage} from '../bolt/types.ts'
import {walkBucket} from '../bolt/walk-bucket.ts'
import {readU64} from '../u64.ts'
import type {StableStore} from './types.ts'

/**
 * The `conf` bucket: raft's stable store (raft raft.go and api.go `keyCurrentTerm`, `keyLastVoteTerm`,
 * `keyLastVoteCand`), terms as eight bytes big-endian (raft-boltdb util.go). A term of another length is damage.
 */
export function readConf(file: BoltFile, onDamage: (damage: Damage) => void): StableStore {
  let currentTerm: bigint | null = null
  let lastVoteTerm: bigint | null = null
  let lastVoteCandidate: string | null = null
  const otherKeys: string[] = []
  const decoder = new TextDecoder('utf-8', {ignoreBOM: true})
  walkBucket(
    file,
    'conf',
    (key, value) => {
      const name = decoder.decode(key)
      if (name === 'CurrentTerm') currentTerm = termOf(name, value.bytes(), onDamage)
      else if (name === 'LastVoteTerm') lastVoteTerm = termOf(name, value.bytes(), onDamage)
      else if (name === 'LastVoteCand') lastVoteCandidate = decoder.decode(value.bytes())
      else otherKeys.push(name)
      return undefined
    },
    {onDamage},
  )
  return {currentTerm, lastVoteTerm, lastVoteCandidate, otherKeys}
}

function termOf(name: string, value: Uint8Array, onDamage: (damage: Damage) => void): bigint | null {
  if (value.length === 8) return BigInt(readU64(value, 0))
  onDamage({
    code: 'conf-value-length',
    severity: 'error',
    page: null,
    message: `conf key ${name} has ${value.length} bytes instead of 8`,
    consequence: 'The scheduler panics on a shorter value and misreads a longer one.',
  })
  return null
}
