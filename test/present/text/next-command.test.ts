import {describe, expect, test} from 'vitest'
import type {Cluster} from '../../../src/facts/types.ts'
import {findNext} from '../../../src/present/text/next-command.ts'
import {diagnoseDkron} from '../../../src/report/diagnose-dkron.ts'
import {facts, type ServerSpec} from '../../checks/facts-builder.ts'

const settings = {version: '0.0.0', failLevel: 'error', only: [], skip: []} as const
const stored: ServerSpec = {id: null, container: false, voters: ['a52fb2697449']}

function nextOf(spec: ServerSpec, unread: Cluster['unread']): string | undefined {
  const known = facts([spec], {offline: false, unread})
  const nothingTold = {told: [], ways: [], offer: null}
  return findNext(diagnoseDkron(known, settings), known, nothingTold)?.command
}

describe('which server ID runs now is not known', () => {
  const engine = (reason: string) => [{where: 'container engine at /var/run/docker.sock', reason}]
  const hostName = 'doctor no-leader /data/s1 --node-name "$(hostname)"'

  test('and the engine was asked: the host may run it', () => {
    expect(nextOf(stored, [])).toBe(hostName)
  })

  test('because this user may not ask the engine', () => {
    const denied = engine('permission denied (run as root, or as a member of the group that owns the socket)')
    expect(nextOf(stored, denied)).toBe('sudo doctor no-leader /data/s1')
  })

  test('because the engine does not answer: a container runs it where a compose file says so', () => {
    const dead = engine('no engine answers there (is it running?)')
    expect(nextOf({...stored, service: {}}, dead)).toBe('doctor no-leader /data/s1')
    expect(nextOf(stored, dead)).toBe(hostName)
  })
})
