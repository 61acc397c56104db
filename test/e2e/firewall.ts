import {spawnSync} from 'node:child_process'
import {docker} from './project.ts'

/** Why no firewall can be set up inside containers' networks; empty when one can. */
export function firewallMissing(): string {
  if (process.getuid?.() !== 0) return 'only root can set up a firewall in the network of a container'
  const missing = ['nsenter', 'iptables'].filter(program => spawnSync(program, ['--version']).error)
  return missing.length > 0 ? `${missing.join(' and ')} not installed` : ''
}

export interface Rule {
  /** Full ID of the container that is shut off. */
  readonly container: string
  /** Address it is shut off from. */
  readonly from: string
  readonly port: number
  readonly how: 'DROP' | 'REJECT'
}

/** A rule in the container's own network; it goes away with the container. Connections that are there stop, too. */
export function shutOff({container, from, port, how}: Rule): void {
  const pid = docker('inspect', '-f', '{{.State.Pid}}', container)
  // By itself REJECT answers with ICMP, of which the kernel sends few a second: the servers' own calls use them up.
  const answer = how === 'REJECT' ? ['--reject-with', 'tcp-reset'] : []
  const rule = ['-A', 'INPUT', '-s', from, '-p', 'tcp', '--dport', String(port), '-j', how, ...answer]
  const {status, stderr} = spawnSync('nsenter', [`--net=/proc/${pid}/ns/net`, '--', 'iptables', ...rule], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`iptables ${rule.join(' ')}: ${stderr}`)
}
