import {readFileSync, renameSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {decodeInspect} from '../../src/formats/docker/decode-inspect.ts'
import type {ControlledContainer, EngineControl, RestartPolicy} from '../../src/surgery/containers/engine-control.ts'
import {done} from '../../src/surgery/refusal.ts'

/** A container of the stand-in. */
export interface StandIn {
  readonly id: string
  readonly name: string
  /** Its service in project `p`, null when compose did not make it. */
  readonly service: string | null
  readonly up: boolean
  readonly policy: RestartPolicy
  /** Text of the compose file it was made from. */
  readonly text: string
}

export const readContainers = (file: string): readonly StandIn[] => JSON.parse(readFileSync(file, 'utf8'))

/**
 * An engine, and the compose of its host, whose containers stand in a file: a process that works on them can be ended
 * after any change, and another goes on with what is there. `count` is told of each change once it is made.
 */
export function standInEngine(file: string, count: (change: string) => void = () => {}): EngineControl {
  const change = (name: string, to: (all: readonly StandIn[]) => readonly StandIn[]): void => {
    writeFileSync(`${file}.new`, JSON.stringify(to(readContainers(file))))
    renameSync(`${file}.new`, file)
    count(name)
  }
  const alter = async (name: string, id: string, to: Partial<StandIn>) => {
    change(name, all => all.map(c => (c.id === id ? {...c, ...to} : c)))
    return done(undefined)
  }
  return {
    where: file,
    list: async () => done(readContainers(file).map(rowOf)),
    inspect: async id => done(readContainers(file).flatMap(c => (c.id === id ? controlled(c) : []))[0] ?? null),
    stop: id => alter('stop', id, {up: false}),
    start: id => alter('start', id, {up: true}),
    setRestartPolicy: (id, policy) => alter('policy', id, {policy}),
    rename: (id, name) => alter('rename-container', id, {name}),
    async recreate({service, files: [path = '']}, start) {
      const text = readFileSync(path, 'utf8')
      const ours = () => readContainers(file).filter(c => c.service === service)
      const [old] = ours()
      if (old !== undefined && ours().every(c => c.text !== text)) {
        change('rename-container', all =>
          all.map(c => (c.id === old.id ? {...c, name: `${old.id.slice(0, 12)}_${service}`} : c)),
        )
        const id = `${Number(old.id[0]) + 1}`.repeat(64)
        const made = {id, name: service, service, up: false, policy: always, text}
        change('create', all => [...all, made])
      }
      if (ours().length > 1) change('remove', all => all.filter(c => c.service !== service || c.text === text))
      if (start) change('start', all => all.map(c => (c.service === service ? {...c, up: true} : c)))
      return done(undefined)
    },
  }
}

export const always: RestartPolicy = {Name: 'always', MaximumRetryCount: 0}
export const unset: RestartPolicy = {Name: 'no', MaximumRetryCount: 0}

const rowOf = ({id, name, service, up}: StandIn) => ({
  id,
  name,
  state: up ? 'running' : 'exited',
  up,
  mounts: [],
  compose: service === null ? null : {...labels, service},
})

const labels = {project: 'p', oneOff: false, folder: '/', files: [], environmentFiles: [], version: '1.29.2'}

function controlled({id, name, up, policy}: StandIn): readonly ControlledContainer[] {
  const inspected = {
    Id: id,
    Name: `/${name}`,
    Config: {},
    State: {Status: up ? 'running' : 'exited', Running: up},
    HostConfig: {NetworkMode: 'host'},
  }
  return decodeInspect(JSON.stringify(inspected), 'stand-in').containers.map(c => ({...c, up, policy}))
}

/** Where every server's API answers, while this is open, that s1 leads. */
export async function serveApi(port: number): Promise<{readonly port: number; readonly close: () => void}> {
  const answers: Readonly<Record<string, unknown>> = {
    '/v1/leader': {Name: 's1', Tags: {rpc_addr: '127.0.0.1:6868'}},
    '/v1/isleader': 'I am a leader',
    '/v1/': {agent: {name: 's1', version: '4.0.9'}},
    '/v1/jobs': Array.from({length: 100}, (_, i) => ({name: `job-${i}`})),
  }
  const server = createServer(({url = ''}, answer) => answer.end(JSON.stringify(answers[url] ?? null)))
  await new Promise<void>(ready => server.listen(port, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError(`listens at ${address}`)
  return {port: address.port, close: () => server.close()}
}
