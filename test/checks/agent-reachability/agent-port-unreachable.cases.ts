import type {Vantage} from '../../../src/case/probes.ts'
import {dial, fromHost} from '../asked-parts.ts'
import {fires, quiet, skips, unknown} from '../check-case.ts'
import {agentMember, agentOf, withAgents} from './agent-parts.ts'

const a1 = agentMember('a1')
const a2 = agentMember('a2')
const agents = [agentOf('a1')]
const elsewhere: Vantage = {at: 'host', as: null}
const asLeader: Vantage = {at: 'host', as: 'n1'}
const reachA1 = (from: string | Vantage, result: Parameters<typeof dial>[2] = 'open') =>
  dial(from, '10.0.1.1:6868', result)

export default [
  quiet('every server gets through', withAgents([a1], {probes: ['s1', 's2', 's3'].map(s => reachA1(s))})),
  quiet('this host is the leader, and gets through', withAgents([a1], {probes: [reachA1(asLeader)]})),
  skips('there is no agent', withAgents([])),
  skips('none of them is alive', withAgents([agentMember('a1', {status: 'failed'})])),

  fires(
    'dropped on the way from every server, open to itself',
    withAgents([a1], {agents, probes: [...['s1', 's2', 's3'].map(s => reachA1(s, 'no-answer')), reachA1('a1')]}),
    {
      severity: 'error',
      subject: 'a1',
      message:
        'the leader (s1) gets no connection to the RPC port of a1 at 10.0.1.1:6868 (no answer in time), so no job reaches it',
      confidence: 'high',
      quote: 'asked from the network of s1: TCP 10.0.1.1:6868 no answer in time',
      advice: 'In the own network of a1 the port is open, so something in between keeps the servers out.',
    },
  ),
  fires(
    'refused, to itself as well',
    withAgents([a1], {agents, probes: [reachA1('s1', 'refused'), reachA1('a1', 'refused')]}),
    {severity: 'error', advice: 'nothing listens. Compare --rpc-port'},
  ),
  fires(
    'the address it advertises is not its own',
    withAgents([agentMember('a1', {rpcAddress: '10.9.9.9:6868'})], {
      agents,
      probes: [dial('s1', '10.9.9.9:6868', 'unreachable')],
    }),
    {severity: 'error', advice: 'a1 advertises 10.9.9.9, and its own addresses are 10.0.1.1: see --advertise-addr.'},
  ),
  fires('it advertises a loopback address', withAgents([agentMember('a1', {rpcAddress: '127.0.0.1:6868'})]), {
    severity: 'error',
    message:
      'a1 advertises 127.0.0.1:6868 for its jobs, and on every machine it leads back to that machine itself: the leader never gets there',
  }),
  fires(
    'not from one that may come to lead',
    withAgents([a1], {probes: [reachA1('s1'), reachA1('s2', 'refused'), reachA1('s3')]}),
    {
      severity: 'warning',
      message: 's2 gets no connection to the RPC port of a1 at 10.0.1.1:6868 (refused); the leader does',
      advice: 'docker exec s2 nc -vz -w 2 10.0.1.1 6868',
    },
  ),
  fires(
    'the leader was not asked from, and another server does not get there',
    withAgents([a1], {probes: [reachA1('s2', 'no-answer')]}),
    {
      severity: 'error',
      confidence: 'medium',
      message: 's2 gets no connection to the RPC port of a1 at 10.0.1.1:6868 (no answer in time), so no job reaches it',
    },
  ),
  fires('of two agents one', withAgents([a1, a2], {probes: [reachA1('s1'), dial('s1', '10.0.1.2:6868', 'reset')]}), {
    severity: 'error',
    subject: 'a2',
  }),

  unknown('nobody asked', withAgents([a1]), {
    blocking: true,
    reason: 'whether the leader reaches a1 at 10.0.1.1:6868 was not asked from its own network',
    advice: 'By hand: docker exec s1 nc -vz -w 2 10.0.1.1 6868',
  }),
  unknown(
    'a laptop gets no answer from a private address',
    withAgents([a1], {probes: [reachA1(elsewhere, 'no-answer')]}),
    {
      blocking: true,
      reason:
        'whether the leader reaches a1 at 10.0.1.1:6868 was not asked from its own network (asked from this host: no answer in time)',
    },
  ),
  unknown('a laptop gets through', withAgents([a1], {probes: [reachA1(elsewhere)]}), {blocking: false}),
  unknown('without root', withAgents([a1], {probes: [reachA1(fromHost('s1', 's2', 's3'), 'no-answer')]}), {
    blocking: true,
    reason:
      'whether the leader reaches a1 at 10.0.1.1:6868 was not asked from its own network: only root can enter them (sudo doctor worker-reachability) (asked from this host in place of s1, s2, s3: no answer in time)',
  }),
  unknown('an agent of Dkron 2', withAgents([agentMember('a1', {rpcAddress: null})]), {
    blocking: true,
    reason:
      'a1 advertises no RPC address: agents of Dkron 2 call the leader instead, and whether it gets there was not asked',
    advice: 'On the host of a1: nc -vz -w 2 10.0.0.1 6868',
  }),
]
