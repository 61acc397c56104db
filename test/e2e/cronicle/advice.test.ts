import {expect, type onTestFinished, test} from 'vitest'
import {askedWithBalancer, editBalancer, expectMended, nextOf, runPrinted, settingsIn} from './advice.ts'
import {type Balancer, balancers, haproxySections, nginxServers} from './balancers.ts'
import {type Lab, secretKey} from './lab.ts'
import {addresses} from './network.ts'
import {staySteady} from './play.ts'
import type {Seen, Worker} from './scenario.ts'
import {scenarios} from './scenarios/index.ts'
import {named, own} from './scenarios/parts.ts'
import {see} from './see.ts'
import {needsNetwork, played} from './use-lab.ts'

needsNetwork()

type Said = Awaited<ReturnType<typeof askedWithBalancer>>

interface Advised {
  /** The scenario that is mended. */
  readonly name: string
  /** What the last block of the report has to hold. */
  readonly next: RegExp
  /** Does what was said, and no more; gives the balancer when it is another. */
  readonly follow: (lab: Lab, said: Said, balancer: Balancer) => Promise<Balancer | undefined>
  readonly sees?: Seen
  /** Seconds for which it has to stay connected before doctor is asked again. */
  readonly holds?: number
  /** Its time limits are so short that others must not run beside it. */
  readonly alone?: true
}

const name = named.hostname
const reachable: Seen = {live: {[name]: 'online'}}
const names = {w1: 'w1-lb.example.net', w2: 'w2-lb.example.net'} as const
const both: Seen = {live: {[names.w1]: 'online', [names.w2]: 'online'}}

async function add(lab: Lab, hostname: string): Promise<void> {
  const {text} = await lab.callApi('add_server', {hostname})
  expect(JSON.parse(text), `add_server ${hostname}`).toMatchObject({code: 0})
}

/** What stands in the place of a worker's own name and address, filled in. */
function filledIn(settings: string): string {
  const own = {'w1.example.net': names.w1, 'w2.example.net': names.w2, '172.31.50.31': addresses.w1}
  return Object.entries(own).reduce((text, [from, to]) => text.replaceAll(from, to), settings)
}

/** Takes the settings for one worker, or several, from the page that the report names. */
function settings(kind: 'nginx' | 'haproxy', workers: 'one worker' | 'several workers') {
  return async (lab: Lab, {next}: Pick<Said, 'next'>): Promise<Balancer> => {
    const text = filledIn(settingsIn(await runPrinted(lab, next.command), `${kind}, ${workers}`))
    const balancer = kind === 'nginx' ? nginxServers(`\n${text}`) : haproxySections(text)
    lab.replaceBalancer(balancer)
    return balancer
  }
}

/** The settings for several workers in the balancer, and in each worker what the page says of it. */
function ownNames(kind: 'nginx' | 'haproxy' | null, remove: readonly string[]): Advised['follow'] {
  return async (lab, said) => {
    const balancer = kind === null ? undefined : await settings(kind, 'several workers')(lab, said)
    const page = await runPrinted(lab, said.next.command)
    const worker = settingsIn(page, "each worker's conf/config.json")
    for (const host of ['w1', 'w2'] as const) {
      const identity = JSON.parse(`{${filledIn(worker).replaceAll(names.w1, names[host]).replace(/,\s*$/, '')}}`)
      await lab.restart(host, {config: identity})
    }
    for (const hostname of remove) await lab.callApi('remove_server', {hostname})
    for (const host of ['w1', 'w2'] as const) await add(lab, names[host])
    return balancer
  }
}

const sameKey: Advised['follow'] = async (lab, {report}) => {
  expect(report.findings[0]?.advice.join(' ')).toMatch(/one secret_key on all servers, restart .* add the worker again/)
  await lab.restart('w1', {config: {...named, secret_key: secretKey}})
  await add(lab, name)
  return undefined
}

const rows: readonly Advised[] = [
  {
    name: 'b6-lb-other-port',
    // The primary could dial the balancer's port instead; this is the other way that the report names.
    next: /^doctor repair /,
    async follow(lab, {report}) {
      const advice = report.findings[0]?.advice ?? []
      expect(advice[0]).toMatch(/^Or let the balancer listen on 3012 \(lb\/nginx\.conf, line \d+\)/)
      const page = advice.find(line => line.endsWith(': doctor explain load-balancer-port-mismatch'))
      const balancer = await settings('nginx', 'one worker')(lab, {next: nextOf(page)})
      await add(lab, name)
      return balancer
    },
  },
  {
    name: 'c1-nginx-no-upgrade',
    next: /^proxy_http_version 1\.1; .*"upgrade";$/,
    async follow(lab, {next}, balancer) {
      const edited = editBalancer(lab, balancer, next.sentence, line => `${line}\n${next.command}`)
      lab.replaceBalancer(edited)
      return edited
    },
  },
  {
    name: 'c3b-haproxy-http-tunnel-500ms',
    holds: 7,
    next: /^timeout tunnel 1h$/,
    alone: true,
    async follow(lab, {next}, balancer) {
      const edited = editBalancer(lab, balancer, next.sentence, () => next.command)
      lab.replaceBalancer(edited)
      return edited
    },
  },
  {
    name: 'c6-lb-redirects-to-https',
    next: /^doctor explain load-balancer-not-plain-http$/,
    async follow(lab, said) {
      expect(said.text).toMatch(/lb\/nginx\.conf, line \d+ -> return 301 https:/)
      const balancer = await settings('haproxy', 'one worker')(lab, said)
      await add(lab, name)
      return balancer
    },
  },
  {
    name: 'c7-lb-blocks-socketio',
    next: /^doctor explain socket-path-blocked$/,
    async follow(lab, said) {
      expect(said.text).toMatch(/lb\/nginx\.conf, line \d+ -> return 404 \(/)
      return settings('nginx', 'one worker')(lab, said)
    },
  },
  {
    name: 'f1a-add-while-blocked',
    next: /^nc -vz -w 5 workers-lb\.example\.net 3012$/,
    async follow(lab) {
      lab.network.unblock()
      await add(lab, name)
      return undefined
    },
  },
  {
    name: 'f1c-reset-later',
    next: /^nc -vz -w 5 10\.20\.0\.20 3012$/,
    async follow(lab) {
      lab.network.unblock()
      return undefined
    },
  },
  {
    name: 'f3-lb-up-worker-down',
    next: /^curl -sS -m 5 http:\/\/172\.31\.50\.31:3012\/api\/app\/status$/,
    async follow(lab, {next}) {
      await lab.start('w1')
      expect(lab.printedOn('lb', next.command)).toContain(`"hostname":"${name}"`)
      await add(lab, name)
      return undefined
    },
  },
  {
    name: 'f3b-worker-stopped-later',
    next: /^curl -sS -m 5 http:\/\/172\.31\.50\.31:3012\/api\/app\/status$/,
    async follow(lab) {
      await lab.start('w1')
      return undefined
    },
  },
  {name: 'd1-secret-mismatch-at-add', next: /^doctor explain secret-key-mismatch$/, follow: sameKey},
  {name: 'd2-secret-changed-later', next: /^doctor explain secret-key-mismatch$/, follow: sameKey},
  {
    name: 'e1-clock-skew-120s',
    next: /^timedatectl set-ntp true$/,
    async follow(lab, {report}) {
      expect(report.findings[0]?.advice).toContain('Then add the worker again: its row is gone, the record is not.')
      await lab.restart('w1', {clockShift: 0})
      await add(lab, name)
      return undefined
    },
  },
  {
    name: 'e2-clock-skew-30s',
    next: /^timedatectl set-ntp true$/,
    async follow(lab) {
      await lab.restart('w1', {clockShift: 0})
      return undefined
    },
  },
  {
    name: 'h0-two-workers-round-robin-only-ip-set',
    next: /^doctor explain several-workers-one-address$/,
    follow: ownNames('haproxy', [own.hostname]),
    sees: both,
  },
  {
    name: 'h1-two-workers-round-robin-same-identity',
    next: /^doctor explain several-workers-one-address$/,
    follow: ownNames('nginx', [name]),
    sees: both,
  },
  {
    name: 'h2-two-workers-sticky',
    next: /^doctor explain several-workers-one-address$/,
    follow: ownNames('nginx', [name]),
    sees: both,
  },
  {
    name: 'h4-host-routing-same-ip-refused',
    next: /^doctor explain duplicate-reported-address$/,
    follow: ownNames(null, [names.w1]),
    sees: both,
  },
  {
    name: 'i1-unresolvable-at-add',
    next: /^getent hosts no-such-worker\.example\.net$/,
    async follow(lab, {next}) {
      lab.network.name('no-such-worker.example.net', addresses.balancer)
      expect(lab.printedOn('p1', next.command)).toContain(addresses.balancer)
      await add(lab, 'no-such-worker.example.net')
      return undefined
    },
  },
]

/** Milliseconds: a scenario, and then another state of the same network. */
const patience = 240_000

for (const row of rows.filter(r => !r.alone))
  test.concurrent(titleOf(row), c => followed(row, c.onTestFinished), patience)
for (const row of rows.filter(r => r.alone)) test(titleOf(row), c => followed(row, c.onTestFinished), patience)

function titleOf({name}: Advised): string {
  return `${name}: what is printed is done, and it works`
}

async function followed({name, next, follow, holds, sees = reachable}: Advised, onFinished: typeof onTestFinished) {
  const scenario = scenarios.find(s => s.name === name)
  if (!scenario) throw new Error(`no scenario ${name}`)
  const lab = await played(scenario, onFinished)
  const before = scenario.balancer ?? balancers.plain
  const workers = Object.keys(scenario.workers ?? {}) as Worker[]
  const said = await askedWithBalancer(lab, scenario.given?.includes('--worker') ? scenario.given : [], before)
  expect(said.next.command, said.text).toMatch(next)
  const after = (await follow(lab, said, before)) ?? before
  await see(lab, sees)
  if (holds !== undefined) await staySteady(lab, holds)
  await expectMended(lab, workers, after)
}
