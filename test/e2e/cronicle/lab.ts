import {execFileSync, spawn} from 'node:child_process'
import {cpSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Balancer, balancers, reloadBalancer, startBalancer, stopBalancer} from './balancers.ts'
import {Machine, type ServerSettings, type Start} from './machine.ts'
import {addresses, type HostName, Network} from './network.ts'
import {makeFolder, type Program, writeConfig} from './program.ts'
import type {Scenario, Worker} from './scenario.ts'
import {type Answered, Terminal} from './terminal.ts'

export const primaryName = 'cron-primary.example.net'
export const apiKey = 'planted-api-key-5f2c9d'
export const secretKey = 'planted-secret-key-81ab'

const usual: Readonly<Record<'p1' | Worker, ServerSettings>> = {
  p1: {os: primaryName, env: {CRONICLE_master: '1'}},
  w1: {os: 'ip-172-31-50-31'},
  w2: {os: 'ip-172-31-50-32'},
}

const adminKey = {id: 'k1', key: apiKey, title: 'planted', active: 1, privileges: {admin: 1}}

/** What the whole run shares. */
export interface Kit {
  readonly program: Program
  /** The bundled terminal-process.ts. */
  readonly terminal: string
  /** A `data` folder just set up under the primary's usual name, with the API key. */
  readonly freshData: string
}

/** One scenario's hosts, servers and balancer. Close it, whatever happens. */
export class Lab {
  readonly network: Network
  /** Holds a Cronicle folder for each server, by its host, and the balancer's under `lb`. */
  readonly folder = mkdtempSync(join(tmpdir(), 'doctor-cronicle-'))
  readonly servers: Readonly<Partial<Record<'p1' | Worker, Machine>>>
  readonly #kit: Kit
  readonly #settings: Record<'p1' | Worker, ServerSettings>
  readonly #terminal: Terminal

  constructor(kit: Kit, prefix: string, {primary, workers = {}, wiring}: Scenario) {
    this.#kit = kit
    const hosts = Object.keys(workers) as Worker[]
    this.#settings = {
      p1: {...usual.p1, ...primary},
      w1: {...usual.w1, ...workers.w1},
      w2: {...usual.w2, ...workers.w2},
    }
    this.network = new Network(prefix, hosts, wiring)
    this.#terminal = new Terminal(this.network.on('p1'), kit.terminal)
    const made = (['p1', ...hosts] as const).map(host => [host, this.#make(host)] as const)
    this.servers = Object.fromEntries(made)
  }

  /** Stores the first records: a copy of the usual ones, or what the primary's own setup writes. */
  async setUp(setup: Scenario['setup']): Promise<void> {
    const folder = join(this.folder, 'p1')
    if (!setup) {
      cpSync(this.#kit.freshData, join(folder, 'data'), {recursive: true})
      return
    }
    const {sampleConfig, setup: command} = this.#kit.program
    if (setup.config) writeConfig(sampleConfig, folder, this.#config(setup.config))
    const {os, env = {}} = setup
    const child = this.#server('p1').run({on: this.network.on('p1'), command, os, env})
    await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject))
    writeConfig(sampleConfig, folder, this.#config(this.#settings.p1.config))
    await this.lists([{push: 'global/api_keys', item: adminKey}])
  }

  startBalancer(balancer = balancers.plain): void {
    const folder = join(this.folder, 'lb')
    mkdirSync(folder, {recursive: true})
    startBalancer(this.network, balancer, folder)
  }

  /** Another balancer, or the same with other settings, in place of the one that runs. */
  replaceBalancer(balancer: Balancer): void {
    stopBalancer(join(this.folder, 'lb'))
    this.startBalancer(balancer)
  }

  reloadBalancer(): void {
    reloadBalancer(this.network, join(this.folder, 'lb'))
  }

  async start(host: 'p1' | Worker): Promise<void> {
    await this.stop(host)
    await this.#server(host).start(this.#startOf(host))
  }

  async stop(host: 'p1' | Worker): Promise<void> {
    await this.#server(host).stop()
  }

  async restart(host: 'p1' | Worker, as: ServerSettings): Promise<void> {
    await this.stop(host)
    this.#settings[host] = {...this.#settings[host], ...as}
    if (as.config) writeConfig(this.#kit.program.sampleConfig, join(this.folder, host), this.#config(as.config))
    await this.start(host)
  }

  /** Carries out edits of the primary's stored lists, in order; gives those that are asked for by `{list}`. */
  async lists(edits: readonly object[]): Promise<Readonly<Record<string, unknown>>> {
    const [program = '', ...args] = [...this.#kit.program.editStorage, JSON.stringify(edits)]
    const child = spawn(program, args, {cwd: join(this.folder, 'p1'), stdio: ['ignore', 'pipe', 'inherit']})
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
    })
    const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
    if (code !== 0) throw new Error(`edit of the stored lists ended with ${code}`)
    return JSON.parse(output)
  }

  /** A call of the primary's API as an administrator, made on the primary's host. */
  callApi(name: string, params: object = {}): Promise<Answered> {
    return this.ask(`http://${addresses.p1}:3012/api/app/${name}`, {
      method: 'POST',
      headers: {'X-API-Key': apiKey, 'Content-Type': 'application/json'},
      body: JSON.stringify(params),
    })
  }

  /** Any call, made on the primary's host. */
  ask(url: string, init?: RequestInit): Promise<Answered> {
    return this.#terminal.ask(url, init)
  }

  /** Words that run a command on that host, under its machine's name. */
  on(host: HostName): readonly string[] {
    const os = host === 'lb' ? 'balancer' : (this.#settings[host].os ?? host)
    return [...this.network.on(host), 'unshare', '-u', 'sh', '-c', 'hostname "$0" && exec "$@"', os]
  }

  /** Runs one command as it was printed, and gives what it prints. */
  printedOn(host: HostName, command: string): string {
    const [program = '', ...args] = [...this.on(host), 'sh', '-c', command]
    return execFileSync(program, args, {encoding: 'utf8', timeout: 60_000})
  }

  close(): void {
    this.#terminal.close()
    this.network.remove()
    rmSync(this.folder, {recursive: true, force: true})
  }

  #make(host: 'p1' | Worker): Machine {
    const folder = join(this.folder, host)
    makeFolder(this.#kit.program, folder, this.#config(this.#settings[host].config))
    return new Machine(folder)
  }

  #server(host: 'p1' | Worker): Machine {
    const server = this.servers[host]
    if (!server) throw new Error(`the scenario has no ${host}`)
    return server
  }

  #config(own: object = {}): object {
    return {debug_level: 9, secret_key: secretKey, base_app_url: `http://${primaryName}:3012`, ...own}
  }

  #startOf(host: 'p1' | Worker): Start {
    const {os = host, env = {}, clockShift} = this.#settings[host]
    const {start, shiftClock} = this.#kit.program
    const shifted = {NODE_OPTIONS: `--import ${shiftClock}`, CLOCK_SHIFT: `${clockShift}`}
    return {on: this.network.on(host), command: start, os, env: {...env, ...(clockShift && shifted)}}
  }
}
