import {execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {inject, onTestFinished} from 'vitest'
import {doctor} from '../cli/doctor.ts'
import {scratch} from '../unpack.ts'

/** Milliseconds: an election takes two to four seconds, more on a busy machine. */
const patience = 90_000

/** A compose project in a folder of its own; its containers, networks and volumes go away with the test. */
export class Project {
  readonly folder = scratch()
  readonly name = basename(this.folder).toLowerCase()
  /** Where doctor keeps its record. */
  readonly stateDir = scratch()
  readonly #program: string

  /** @param file its docker-compose.yml. @param program the compose to use; when not said the newer one, whose start takes a tenth of the other's. */
  constructor(file: string, program = inject('lab').composes.at(-1)?.program ?? '') {
    this.#program = program
    this.write(file)
    onTestFinished(() => this.#remove())
  }

  write(file: string): void {
    writeFileSync(this.file, file)
  }

  get file(): string {
    return join(this.folder, 'docker-compose.yml')
  }

  get text(): string {
    return readFileSync(this.file, 'utf8')
  }

  /** The built program in the project's folder, on a host whose only compose is the project's. */
  doctor(args: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<typeof doctor> {
    return doctor([...args], {cwd: this.folder, env: {...this.hostEnv(), ...env}})
  }

  /** A PATH whose first docker-compose is the project's, and a docker command without plugins. */
  hostEnv(): Readonly<Record<string, string>> {
    const bin = join(this.stateDir, 'bin')
    mkdirSync(bin, {recursive: true})
    const program = this.#program.startsWith('/') ? this.#program : whichOf(this.#program)
    try {
      symlinkSync(program, join(bin, 'docker-compose'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    return {PATH: `${bin}:${process.env.PATH}`, DOCKER_CONFIG: bin}
  }

  /** `doctor repair --yes`, its record kept for the project's other calls; patient, for other tests elect leaders too. */
  repair(...args: string[]): ReturnType<typeof doctor> {
    return this.doctor(['repair', '--yes', '--wait', '90', '--state-dir', this.stateDir, ...args])
  }

  compose(...args: string[]): void {
    execFileSync(this.#program, ['-p', this.name, ...args], {cwd: this.folder, stdio: 'pipe', timeout: 180_000})
  }

  up(...args: string[]): void {
    this.compose('up', '-d', ...args)
  }

  down(): void {
    this.compose('down', '-t', '2')
  }

  /** Full ID of the service's container, running or not. */
  containerOf(service: string): string {
    const filters = [`com.docker.compose.project=${this.name}`, `com.docker.compose.service=${service}`]
    const id = docker('ps', '-aq', '--no-trunc', ...filters.flatMap(f => ['--filter', `label=${f}`]))
    if (!/^[0-9a-f]{64}$/.test(id)) throw new Error(`${service} has no single container: "${id}"`)
    return id
  }

  /** The server ID of a service that is given no name: the container's host name. */
  hostNameOf(service: string): string {
    return docker('inspect', '-f', '{{.Config.Hostname}}', this.containerOf(service))
  }

  addressOf(service: string): string {
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'
    return docker('inspect', '-f', format, this.containerOf(service))
  }

  ask(service: string, path: string, init?: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(30_000)
    return fetch(`http://${this.addressOf(service)}:8080${path}`, {...init, signal})
  }

  /** The first answer that is the one; the service may still be starting. */
  async waitForAnswer(service: string, url: string, is = (_: string) => true): Promise<string> {
    let text = ''
    await until(`${service} answers at ${url}`, async () => {
      const signal = AbortSignal.timeout(30_000)
      text = await (await fetch(`http://${this.addressOf(service)}${url}`, {signal})).text()
      return is(text)
    })
    return text
  }

  async waitForLeader(service: string): Promise<void> {
    await until(`${service} knows a leader`, async () => (await this.ask(service, '/v1/leader')).status === 200)
  }

  /** Its process is there and has written into its log; what it answers is another matter. */
  async waitUntilRunning(service: string): Promise<void> {
    await until(`${service} runs`, async () => docker('logs', this.containerOf(service)) !== '')
  }

  /** Answers, and stays without a leader for longer than an election takes. */
  async waitForNoLeader(service: string): Promise<void> {
    await until(`${service} answers`, async () => (await this.ask(service, '/health')).ok)
    await sleep(3000)
    const {status} = await this.ask(service, '/v1/leader')
    if (status !== 500) throw new Error(`${service} was to have no leader, but /v1/leader answers ${status}`)
  }

  /** Until gossip at `service` no longer holds the server for alive; it takes some seconds to find out. */
  async waitForFailed(service: string, id: string): Promise<void> {
    await until(`${service} sees ${id} gone`, async () => {
      const members = (await (await this.ask(service, '/v1/members')).json()) as {Name: string; statusText: string}[]
      return members.find(m => m.Name === id)?.statusText === 'failed'
    })
  }

  async addJobs(service: string, ...names: string[]): Promise<void> {
    for (const name of names) {
      const job = {name, schedule: '@every 1h', executor: 'shell', executor_config: {command: 'true'}}
      const made = await this.ask(service, '/v1/jobs', {method: 'POST', body: JSON.stringify(job)})
      if (made.status !== 201) throw new Error(`POST /v1/jobs ${name}: ${made.status} ${await made.text()}`)
    }
  }

  /** A stored, successful execution of each. */
  async runJobs(service: string, ...names: string[]): Promise<void> {
    for (const name of names) {
      const ran = await this.ask(service, `/v1/jobs/${name}`, {method: 'POST'})
      if (ran.status !== 200) throw new Error(`POST /v1/jobs/${name}: ${ran.status} ${await ran.text()}`)
    }
  }

  /** Executions by job, as the service's API shows them. */
  async executions(service: string): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {}
    for (const name of await this.jobNames(service)) {
      const answer = await this.ask(service, `/v1/jobs/${name}/executions`)
      counts[name] = ((await answer.json()) as unknown[]).length
    }
    return counts
  }

  async jobNames(service: string): Promise<readonly string[]> {
    const jobs = (await (await this.ask(service, '/v1/jobs')).json()) as {name: string}[]
    return jobs.map(j => j.name)
  }

  #remove(): void {
    this.compose('down', '-v', '-t', '1', '--remove-orphans')
  }
}

const whichOf = (program: string): string => execFileSync('which', [program], {encoding: 'utf8'}).trim()

/** Standard output of the docker command, trimmed. */
export function docker(...args: string[]): string {
  return execFileSync('docker', args, {encoding: 'utf8', timeout: 180_000}).trim()
}

/** A container that takes an address of a network which no longer belongs to anyone. */
export async function occupy(address: string, subnet: string): Promise<void> {
  const name = `doctor-e2e-${process.pid}`
  // The engine may just have given the subnet to a project of another test.
  await until(`the subnet ${subnet} is free`, async () => docker('network', 'create', '--subnet', subnet, name) !== '')
  onTestFinished(() => {
    docker('rm', '-f', name)
    docker('network', 'rm', name)
  })
  docker(
    'run',
    '-d',
    '--name',
    name,
    '--network',
    name,
    '--ip',
    address,
    '--entrypoint',
    '/bin/sleep',
    'dkron-lab:4.0.9',
    '600',
  )
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patience
  for (;;) {
    const held = await holds().catch(() => false)
    if (held) return
    if (Date.now() > deadline) throw new Error(`not within ${patience / 1000} s: ${what}`)
    await sleep(200)
  }
}
