import {dial} from '../asked-parts.ts'
import {fires, quiet, skips, unknown} from '../check-case.ts'
import {facts, three} from '../facts-builder.ts'
import {agentMember, agentOf, withAgents} from './agent-parts.ts'

const failed = agentMember('a1', {status: 'failed'})

export default [
  quiet('alive', withAgents([agentMember('a1')], {agents: [agentOf('a1')]})),
  quiet('it left on its own accord, and its container is not known', withAgents([agentMember('a1', {status: 'left'})])),
  skips('neither agents nor members', facts([])),
  unknown('no server answers', facts(three(), {agents: [agentOf('a1')]}), {
    blocking: true,
    reason: 'no server said which members gossip has',
    advice: 'doctor no-leader',
  }),
  fires('it runs and never joined', withAgents([], {agents: [agentOf('a1', {}, '--retry-join=n9')]}), {
    severity: 'error',
    subject: 'a1',
    message: 'a1 runs, but gossip does not know it: no job is given to it',
    advice: 'It is told to join n9',
    quote: 'nobody is called "a1"',
  }),
  fires('it is told to join nobody', withAgents([], {agents: [agentOf('a1')]}), {
    severity: 'error',
    advice: 'give it --retry-join',
  }),
  fires(
    'with another key than the servers',
    withAgents([], {agents: [agentOf('a1', {}, '--join=n1', '--encrypt=MDEyMzQ1Njc4OWFiY2RlZg==')]}),
    {severity: 'error', advice: 'Its --encrypt is not that of the servers'},
  ),
  fires('it runs, and gossip has lost it', withAgents([failed], {agents: [agentOf('a1')]}), {
    severity: 'error',
    message: 'a1 runs, but gossip has it as failed: no job is given to it',
  }),
  fires('its container has ended', withAgents([failed], {agents: [agentOf('a1', {status: 'exited', exitCode: 1})]}), {
    severity: 'warning',
    message: 'a1 does not run (exited, exit code 1), so no job is given to it',
    advice: 'docker logs --tail 50 a1',
  }),
  fires('failed, and where it is nobody knows', withAgents([failed]), {
    severity: 'warning',
    message: 'gossip has a1 as failed: no job is given to it until it comes back, or it is gone for good',
  }),
  fires(
    'a former container of an agent that is there',
    withAgents([failed, agentMember('a2')], {agents: [agentOf('a2')]}),
    {severity: 'info', subject: 'a1'},
  ),
  fires(
    'failed in gossip, and its RPC port answers',
    withAgents([failed, agentMember('a2')], {agents: [agentOf('a2')], probes: [dial('s1', '10.0.1.1:6868', 'open')]}),
    {
      severity: 'warning',
      message: 'a1 answers on its RPC port at 10.0.1.1:6868, but gossip has it as failed: no job is given to it',
      advice: 'port 8946',
    },
  ),
]
