import {decodeEngineRow} from '../../formats/docker/decode-engine-row.ts'
import {decodeInspect} from '../../formats/docker/decode-inspect.ts'
import {numberOf, objectOf, textOf} from '../../formats/json-shape.ts'
import {connectDocker, listAll, whereOf} from '../../sources/docker/connect-docker.ts'
import {type ComposeProgram, findCompose} from '../../sources/docker/find-compose.ts'
import type {EngineAddress} from '../../sources/docker/reach-engine.ts'
import {whyNoAnswer} from '../../sources/docker/why-no-answer.ts'
import {type Attempt, done, refuse} from '../refusal.ts'
import {callCompose} from './call-compose.ts'
import type {ControlledContainer, EngineControl} from './engine-control.ts'

/** Milliseconds for one call. A question is answered at once; stopping waits for the container's own grace period. */
const usualPatience = {question: 15_000, change: 300_000}

/** Acts on containers through the engine's HTTP API, and on services through the compose of this host. */
export function dockerodeControl(
  address: EngineAddress,
  env: NodeJS.ProcessEnv,
  patience = usualPatience,
): EngineControl {
  const asking = connectDocker(address, patience.question)
  const docker = connectDocker(address, patience.change)
  const where = whereOf(address)
  const attempt = <T>(subject: string, work: () => Promise<T>) => attempted(address, subject, work)
  let composes: Promise<readonly ComposeProgram[]> | null = null
  return {
    where,
    list: () => attempt(where, async () => (await listAll(asking)).map(row => decodeEngineRow(objectOf(row)))),
    inspect: id => attempt(id, async () => controlled(await unlessMissing(asking.getContainer(id).inspect()), where)),
    stop: id => attempt(id, async () => void (await unlessSo(docker.getContainer(id).stop()))),
    start: id => attempt(id, async () => void (await unlessSo(docker.getContainer(id).start()))),
    setRestartPolicy: (id, RestartPolicy) =>
      attempt(id, async () => void (await docker.getContainer(id).update({RestartPolicy}))),
    rename: (id, name) => attempt(id, async () => void (await docker.getContainer(id).rename({name}))),
    async recreate(call, start) {
      composes ??= findCompose()
      const program = (await composes).find(c => c.generation === call.generation)
      if (program === undefined) return refuse('compose-failed', call.service, `compose ${call.generation} is not here`)
      const called = await callCompose(program, call, start, {...env, ...engineVariables(address)})
      if (called.ok) return called
      // Compose words it in many ways that nobody answered; the engine itself is asked.
      const alive = await attempt(where, () => asking.ping())
      return alive.ok ? called : alive
    },
  }
}

/** Compose has to talk to the same engine, whatever the docker CLI's context is, with TLS just where it is spoken. */
export function engineVariables(address: EngineAddress): NodeJS.ProcessEnv {
  const plain = {DOCKER_CONTEXT: undefined, DOCKER_TLS: undefined, DOCKER_TLS_VERIFY: undefined}
  if (address.kind === 'socket') return {...plain, DOCKER_HOST: `unix://${address.path}`, DOCKER_CERT_PATH: undefined}
  const {host, port, tls} = address
  const DOCKER_HOST = `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`
  if (tls === null) return {...plain, DOCKER_HOST, DOCKER_CERT_PATH: undefined}
  const verify = tls.verify ? {DOCKER_TLS_VERIFY: '1'} : {DOCKER_TLS: '1'}
  return {...plain, DOCKER_HOST, DOCKER_CERT_PATH: tls.folder, ...verify}
}

function controlled(inspected: object | null, where: string): ControlledContainer | null {
  const [container] = inspected === null ? [] : decodeInspect(JSON.stringify(inspected), where).containers
  if (container === undefined) return null
  const policy = objectOf(objectOf(objectOf(inspected).HostConfig).RestartPolicy)
  return {
    ...container,
    up: container.running || container.status === 'restarting',
    policy: {Name: textOf(policy.Name) ?? 'no', MaximumRetryCount: numberOf(policy.MaximumRetryCount) ?? 0},
  }
}

interface EngineError extends Error {
  readonly statusCode?: number
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if ((error as EngineError).statusCode === 404) return null
    throw error
  }
}

/** 304: it is stopped, or started, already (Docker Engine API). */
async function unlessSo<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if ((error as EngineError).statusCode === 304) return null
    throw error
  }
}

/** An answer of the engine has a status; anything else means that there was none. */
async function attempted<T>(address: EngineAddress, subject: string, work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return done(await work())
  } catch (error) {
    const {statusCode, message} = error as EngineError
    if (statusCode !== undefined) return refuse('engine-refused', subject, `the engine says: ${message}`)
    const next = ['Bring the engine back: systemctl status docker']
    const where = whereOf(address)
    const why = whyNoAnswer(error, address)
    return refuse('engine-lost', where, `the container engine at ${where} does not answer: ${why}`, next)
  }
}
