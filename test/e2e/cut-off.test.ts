import {spawn} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {describe, expect, inject, test} from 'vitest'
import type {RunView} from '../../src/surgery/history.ts'
import {program} from '../cli/doctor.ts'
import {article} from './compose-files.ts'
import {EngineDoor, type Verdict} from './engine-door.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, Project} from './project.ts'

needsEngine()

const restarting = article.replace('    command', '    restart: always\n    command')

/** A leaderless server with a job, and a door to the engine through which doctor and compose go. */
class Broken {
  readonly project: Project
  readonly door: EngineDoor
  readonly text: string
  readonly before: string

  static async make(compose: string): Promise<Broken> {
    const project = new Project(restarting, compose)
    project.up()
    await project.waitForLeader('dkron')
    await project.addJobs('dkron', 'hello')
    await project.runJobs('dkron', 'hello')
    project.up('--force-recreate')
    await project.waitForNoLeader('dkron')
    return new Broken(project, await EngineDoor.open())
  }

  private constructor(project: Project, door: EngineDoor) {
    this.project = project
    this.door = door
    this.text = project.text
    this.before = this.state
  }

  /** Of its one container all that a repair may change and an undo has to give back; its ID only where it is the same. */
  get state(): string {
    const format = '{{.Name}} {{.State.Running}} {{.HostConfig.RestartPolicy.Name}}'
    return docker('inspect', '-f', format, ...this.containers)
  }

  /** Of its container, before anything was done. */
  get name(): string {
    return this.before.slice(1).split(' ')[0] ?? ''
  }

  /** Names of its containers that run. */
  get running(): readonly string[] {
    return this.#list('--filter', 'status=running')
  }

  get containers(): readonly string[] {
    return this.#list('-a')
  }

  #list(...options: string[]): readonly string[] {
    const ours = ['--filter', `label=com.docker.compose.project=${this.project.name}`]
    return docker('ps', ...options, ...ours, '--format', '{{.Names}}')
      .split('\n')
      .filter(Boolean)
  }

  /** The built program, while this process goes on passing its requests to the engine. */
  doctor(args: readonly string[], onStart = (_: number) => {}): Promise<Ended> {
    const env = {...process.env, ...this.project.hostEnv(), DOCKER_HOST: `unix://${this.door.path}`}
    const all = [program, ...args, '--state-dir', this.project.stateDir]
    const child = spawn(process.execPath, all, {cwd: this.project.folder, env, stdio: ['ignore', 'pipe', 'pipe']})
    onStart(child.pid ?? 0)
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (said += text))
    return new Promise(ended => child.on('close', (code, signal) => ended({code, signal, said})))
  }

  /** Ends a repair with everything it has started, before the n-th change it asks of the engine. */
  async cutOffBefore(change: number): Promise<void> {
    await this.#killed(kill => n => {
      if (n < change) return 'pass'
      kill()
      return 'drop'
    })
  }

  /** The same some time after that change: `ms` milliseconds. */
  async cutOffAfter(change: number, ms: number): Promise<void> {
    await this.#killed(kill => n => {
      if (n === change) setTimeout(kill, ms)
      return 'pass'
    })
  }

  async #killed(judge: (kill: () => void) => (n: number) => Verdict): Promise<void> {
    let pid = 0
    this.door.watch(judge(() => endAll(pid)))
    const {signal, said} = await this.doctor(['repair', '--yes'], started => {
      pid = started
    })
    this.door.watch()
    expect(signal, said).toBe('SIGKILL')
  }

  /** The repair that was cut off, as `doctor history` tells it, which has to name every container left stopped. */
  async unfinished(where: string): Promise<string> {
    const {said} = await this.doctor(['history', '--json'])
    const [view] = JSON.parse(said) as RunView[]
    expect(view?.cutOff, where).toBe(true)
    expect(view?.leftStopped, where).toEqual(
      this.running.length > 0 ? [] : [view?.run.plan.containers?.present[0]?.name],
    )
    const shown = (await this.doctor(['history'])).said
    const id = view?.run.id ?? ''
    for (const words of [view?.run.plan.title, `repair --resume ${id}`, `undo ${id}`, ...(view?.leftStopped ?? [])]) {
      expect(shown.replace(/\s+/g, ' '), where).toContain(words)
    }
    return id
  }

  /** A repair that has come to its end is taken back, so that the next one can be cut off. */
  async takeBack(where: string): Promise<void> {
    const {code, said} = await this.doctor(['undo', '--start'])
    expect(code, `${where}: ${said}`).toBe(0)
    this.expectAsBefore(where)
  }

  expectAsBefore(where: string): void {
    expect(this.project.text, where).toBe(this.text)
    expect(this.state, where).toBe(this.before)
  }
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  /** Both streams. */
  readonly said: string
}

/** As when the machine dies: compose, which would go on by itself, with it. */
function endAll(pid: number): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  for (const one of [pid, ...children.map(Number)]) process.kill(one, 'SIGKILL')
}

describe.each([...inject('lab').composes])('compose $version', ({program: compose}) => {
  test('killed between any two changes to containers: history tells, and undo or --resume ends it', async () => {
    const site = await Broken.make(compose)
    site.door.watch()
    const whole = await site.doctor(['repair', '--yes'])
    expect(whole.code, whole.said).toBe(0)
    const changes = [...site.door.changes]
    await site.takeBack('whole')

    for (let n = 1; n <= changes.length + 1; n++) {
      const where = n > changes.length ? 'while it waits for a leader' : `before ${n}: ${changes[n - 1]}`
      if (n > changes.length) await site.cutOffAfter(changes.length, 300)
      else await site.cutOffBefore(n)
      const id = await site.unfinished(where)
      const ends = n % 2 === 0 ? ['undo', id] : ['repair', '--resume', id, '--yes']
      const ended = await site.doctor(ends)
      expect(ended.code, `${where}: ${ended.said}`).toBe(0)
      if (ends[0] === 'undo') site.expectAsBefore(where)
      else {
        expect(site.containers, where).toEqual([site.name])
        await site.project.waitForLeader('dkron')
        expect(await site.project.executions('dkron'), where).toEqual({hello: 1})
        await site.takeBack(where)
      }
    }
  }, 800_000)
})

test('the engine is lost half-way: what was done is told, and undo or --resume ends it once it is back', async () => {
  const site = await Broken.make(inject('lab').composes[0]?.program ?? '')
  // While it stops, when the files are done, and while compose makes the new container.
  for (const n of [2, 3, 6]) {
    const where = `lost at change ${n}`
    site.door.watch(at => (at < n ? 'pass' : 'lost'))
    const cut = await site.doctor(['repair', '--yes'])
    expect(cut.code, `${where}: ${cut.said}`).toBe(6)
    const said = cut.said.replace(/\s+/g, ' ')
    expect(said, where).toContain('the container engine does not answer')
    expect(said, where).toMatch(/(not )?done: stop container/)
    site.door.watch()
    const id = await site.unfinished(where)
    for (const command of [`doctor undo ${id}`, `doctor repair --resume ${id}`]) expect(said, where).toContain(command)
    const ends = n % 2 === 0 ? ['undo', id] : ['repair', '--resume', id, '--yes']
    const ended = await site.doctor(ends)
    expect(ended.code, `${where}: ${ended.said}`).toBe(0)
    if (ends[0] === 'undo') site.expectAsBefore(where)
    else await site.takeBack(where)
  }
}, 600_000)
