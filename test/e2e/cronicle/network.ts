import {execFileSync} from 'node:child_process'
import {appendHost, batch, bridge, plug, removeNamespace, writeHostFiles} from './namespaces.ts'

export type HostName = 'p1' | 'lb' | 'w1' | 'w2'

/** Addresses on both sides of the balancer; the gateway is a box that forwards nothing unless told to. */
export const addresses = {
  p1: '10.20.0.10',
  balancer: '10.20.0.20',
  gateway: '10.20.0.1',
  /** Another machine beside the primary. */
  other: '10.20.0.66',
  balancerBack: '172.31.50.20',
  w1: '172.31.50.31',
  w2: '172.31.50.32',
} as const

export interface Wiring {
  /** What the primary's /etc/hosts holds besides the balancer's names: name → address. */
  readonly names?: Readonly<Record<string, string>>
  /** `dropped` (default): the primary's gateway swallows packets for the workers. `none`: no route. `both`: routed. */
  readonly route?: 'dropped' | 'none' | 'both'
}

const balancerNames = ['workers-lb.example.net', 'w1-lb.example.net', 'w2-lb.example.net']

/** Network namespaces: the primary on one side of the balancer, the workers on the other. */
export class Network {
  readonly #prefix: string
  readonly #hosts: readonly HostName[]

  /** @param prefix begins the name of each namespace; unique on this machine. */
  constructor(prefix: string, workers: readonly ('w1' | 'w2')[], wiring: Wiring = {}) {
    this.#prefix = prefix
    this.#hosts = ['lb', 'p1', ...workers]
    try {
      this.#build(wiring)
    } catch (error) {
      this.remove()
      throw error
    }
  }

  namespace(host: HostName): string {
    return `${this.#prefix}-${host}`
  }

  /** The words that run a command on that host. */
  on(host: HostName): readonly string[] {
    return ['ip', 'netns', 'exec', this.namespace(host)]
  }

  run(host: HostName, ...command: string[]): void {
    const [program = '', ...args] = [...this.on(host), ...command]
    execFileSync(program, args, {stdio: 'pipe', timeout: 60_000})
  }

  /** What comes to the balancer's port from the primary is dropped, or refused. */
  block(how: 'drop' | 'reject', port = 3012): void {
    const target = how === 'drop' ? ['DROP'] : ['REJECT', '--reject-with', 'tcp-reset']
    this.run('lb', 'iptables', '-w', '-I', 'INPUT', '-i', 'front', '-p', 'tcp', '--dport', `${port}`, '-j', ...target)
  }

  /** Nothing is blocked any more. */
  unblock(): void {
    this.run('lb', 'iptables', '-w', '-F', 'INPUT')
  }

  /** Gives the primary's host another name, by its hosts file. */
  name(name: string, address: string): void {
    appendHost(this.namespace('p1'), name, address)
  }

  unplug(host: HostName): void {
    this.run(host, 'ip', 'link', 'set', 'eth0', 'down')
  }

  /** Ends every process in the namespaces and takes them away. */
  remove(): void {
    for (const host of this.#hosts) removeNamespace(this.namespace(host))
  }

  #build({names = {}, route = 'dropped'}: Wiring): void {
    batch([], ...this.#hosts.map(host => `netns add ${this.namespace(host)}`))
    batch(
      ['-n', this.namespace('lb')],
      ...bridge('front', [addresses.balancer, addresses.gateway, addresses.other]),
      ...bridge('back', [addresses.balancerBack]),
      ...this.#hosts.filter(h => h !== 'lb').flatMap(h => plug(h, this.namespace(h), h === 'p1' ? 'front' : 'back')),
    )
    for (const host of this.#hosts) this.#settle(host, route)
    const forward = route === 'both' ? '1' : '0'
    this.run('lb', 'sh', '-c', `echo ${forward} > /proc/sys/net/ipv4/ip_forward`)
    const known = {...Object.fromEntries(balancerNames.map(name => [name, addresses.balancer])), ...names}
    for (const host of this.#hosts) writeHostFiles(this.namespace(host), host === 'p1' ? known : {})
  }

  #settle(host: HostName, route: Wiring['route']): void {
    if (host === 'lb') return
    const via = host === 'p1' ? addresses.gateway : addresses.balancerBack
    const routed = route === 'both' || (host === 'p1' && route === 'dropped')
    batch(
      ['-n', this.namespace(host)],
      'link set lo up',
      `addr add ${addresses[host]}/24 dev eth0`,
      'link set eth0 up',
      ...(routed ? [`route add default via ${via}`] : []),
    )
  }
}
