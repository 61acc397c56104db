import {readValue} from '../../case/read.ts'
import type {Agent, Facts} from '../../facts/types.ts'
import type {GossipMember} from '../../formats/dkron/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {agentWays} from './rules/agent-ways.ts'
import {membersSource, quoteMember} from './rules/quote-member.ts'

export default defineCheck({
  id: 'agent-not-alive',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'An agent is not alive in gossip, so no job is given to it',
  message: '{agent} runs, but {state}: no job is given to it',
  why: `The leader gives jobs only to members that gossip has alive, in its own region and with the tags of the job. An agent that never joined, or that gossip has lost, is passed over without a word in the log; a job whose tags fit nobody else ends with "no target nodes found".

Agents join through gossip on port 8946, TCP and UDP, at the names of --join or --retry-join, with the same --encrypt as the servers. With --join one failed try at the start is the last one; --retry-join goes on trying.`,
  confirm: [
    'curl -s http://SERVER:8080/v1/members   # statusText of every member',
    'docker logs --tail 20 AGENT   # "Join LAN failed", "Can not join"',
  ],
  repairs: [],
  folklore: ['Restarting the leader: the list of members is not its own, and the agent stays where it is.'],
  references: ['Dkron agent.go: getQualifyingNodes', 'Dkron flags --join, --retry-join, --encrypt'],
  needs: [
    'cluster.agents',
    'cluster.leader',
    'cluster.members',
    'cluster.probes',
    'server.api',
    'server.container',
    'server.identity',
    'server.log',
    'server.settings',
    'server.version',
  ],
  explains: [],
  run(facts) {
    const {members, agents} = facts.cluster
    if (members.length === 0) {
      if (agents.length === 0 && facts.servers.length === 0) return skip('neither agents nor members are known')
      return {
        status: 'unknown',
        subject: 'cluster',
        reason: 'no server said which members gossip has',
        advice: ['Why a server does not answer: doctor no-leader'],
      }
    }
    const known = new Set(agents.map(a => a.name))
    return failEach([
      ...agents.flatMap(agent => judge(agent, facts)),
      ...members.filter(m => m.tags.server !== 'true' && !known.has(m.name)).flatMap(m => judgeUnseen(m, facts)),
    ])
  },
})

function judge(agent: Agent, facts: Facts): readonly Failure[] {
  const {container, label, name} = agent
  const member = facts.cluster.members.find(m => m.name === name) ?? null
  if (member?.status === 'alive') return []
  const about = {
    subject: label,
    evidence: [
      {source: `${container.source}: container ${label}`, value: container.status},
      member ? quoteMember(member, facts) : {source: membersSource(facts), value: `nobody is called "${name}"`},
    ],
    key: name,
  }
  if (container.status !== 'running') {
    return [
      {
        ...about,
        severity: 'warning',
        params: {agent: label, status: container.status, code: container.exitCode},
        message: '{agent} does not run ({status}, exit code {code}), so no job is given to it',
        advice: [`Its last words: docker logs --tail 50 ${label}`],
      },
    ]
  }
  const state = member ? `gossip has it as ${member.status}` : 'gossip does not know it'
  return [{...about, params: {agent: label, state}, advice: adviceFor(agent, facts)}]
}

function adviceFor({label, settings}: Agent, facts: Facts): readonly string[] {
  const targets = [...settings.retryJoin, ...settings.join]
  const keys = facts.servers.flatMap(s => (s.settings.state === 'read' ? [readValue(s.settings)?.encrypt] : []))
  const differs = keys.length > 0 && keys.every(key => (key?.value ?? null) !== (settings.encrypt?.value ?? null))
  return [
    ...(differs ? ['Its --encrypt is not that of the servers: gossip lets nobody in with another key.'] : []),
    targets.length === 0
      ? 'It is told to join nobody: give it --retry-join with the name of a server.'
      : `It is told to join ${targets.join(', ')}: at least one of them has to resolve there and answer on port 8946, TCP and UDP.`,
    `What it says itself: docker logs --tail 50 ${label}`,
  ]
}

/** Its machine is not at hand. Where agents are containers of this host, it is most often a former one of them. */
function judgeUnseen(member: GossipMember, facts: Facts): readonly Failure[] {
  if (member.status !== 'failed') return []
  const way = agentWays(facts).find(w => w.member === member)
  const answers = [...(way?.tries.map(t => t.probe) ?? []), ...(way?.aside ?? [])].some(
    p => p.outcome.result === 'open',
  )
  const taken = facts.cluster.members.some(m => m.status === 'alive' && m.rpcAddress === member.rpcAddress)
  const lost = answers && !taken
  return [
    {
      subject: member.name,
      severity: lost || facts.cluster.agents.length === 0 ? 'warning' : 'info',
      params: {agent: member.name, address: member.rpcAddress ?? member.address},
      message: lost
        ? '{agent} answers on its RPC port at {address}, but gossip has it as failed: no job is given to it'
        : 'gossip has {agent} as failed: no job is given to it until it comes back, or it is gone for good',
      evidence: [quoteMember(member, facts)],
      advice: lost
        ? ['Let TCP and UDP port 8946 through between it and the servers.']
        : ['If it should be there: see on its host whether it runs, and what it logs.'],
      key: member.name,
    },
  ]
}
