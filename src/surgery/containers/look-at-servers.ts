import {decodeApi} from '../../facts/decode-api.ts'
import type {ApiFacts} from '../../facts/types.ts'
import type {PlannedVerification} from '../../repairs/container-actions.ts'
import {apiBases} from '../../sources/live/api-targets.ts'
import {askApis} from '../../sources/live/ask-api.ts'
import {type Attempt, done} from '../refusal.ts'
import type {EngineControl} from './engine-control.ts'
import {containersOf} from './find-containers.ts'

/** One server as it is seen from outside at one moment. */
export interface ServerLook {
  readonly name: string
  /** Null when its container is not up or did not answer; `why` says which. */
  readonly api: ApiFacts | null
  readonly why: string | null
}

/** Which server is asked, and where. */
export type AskedServer = Pick<PlannedVerification['servers'][number], 'container' | 'httpAddr'>

/** All of it needs no leader, and none of it waits for other servers, as `/v1/busy` does. */
const questions = ['/v1/leader', '/v1/isleader', '/v1/', '/v1/jobs']

/** Asks the server in each container of what leader it knows; `timeout` in milliseconds is for each single question. */
export async function lookAtServers(
  control: EngineControl,
  servers: readonly AskedServer[],
  timeout: number,
): Promise<Attempt<readonly ServerLook[]>> {
  const listed = await control.list()
  if (!listed.ok) return listed
  const looks: ServerLook[] = []
  for (const server of servers) {
    const id = containersOf(listed.value, server.container)[0]?.id ?? null
    const look = await lookAt(control, server, id, timeout)
    if (!look.ok) return look
    looks.push(look.value)
  }
  return done(looks)
}

async function lookAt(
  control: EngineControl,
  {container: {name}, httpAddr}: AskedServer,
  id: string | null,
  timeout: number,
): Promise<Attempt<ServerLook>> {
  const none = (why: string) => done({name, api: null, why})
  if (id === null) return none('it has no container')
  const inspected = await control.inspect(id)
  if (!inspected.ok) return inspected
  const container = inspected.value
  if (container === null || !container.running || container.status === 'restarting') {
    return none(
      container === null ? 'its container is gone' : `its container is ${container.status}, exit ${container.exitCode}`,
    )
  }
  const bases = apiBases(container, httpAddr, null)
  const [asked] = await askApis([{server: name, bases}], timeout, undefined, questions)
  if (asked?.answered) return done({name, api: decodeApi(asked.answers), why: null})
  return none(`its API does not answer (${asked?.reason})`)
}

/** The leader all of them agree on: whom `/v1/leader` names, `/v1/isleader` has to bear out. */
export function agreedLeader(looks: readonly ServerLook[]): {readonly leader: string} | {readonly why: string} {
  const silent = looks.find(look => look.api === null)
  if (silent) return {why: `${silent.name}: ${silent.why}`}
  const named = looks.map(({name, api}) => ({name, leader: api?.leader ?? null}))
  const without = named.find(({leader}) => leader === null || leader === 'none')
  const claims = looks.filter(({api}) => api?.isLeader === true).map(({name}) => name)
  if (without) {
    const claim = claims.length > 0 ? `, while ${claims.join(', ')} says that it leads` : ''
    return {why: `${without.name} knows no leader${claim}`}
  }
  const names = [...new Set(named.map(({leader}) => (leader && leader !== 'none' ? leader.name : '')))]
  const [leader = ''] = names
  if (names.length > 1) return {why: `the servers name different leaders: ${names.join(', ')}`}
  const wrong = looks.find(({api}) => api !== null && (api.agentName === leader) !== (api.isLeader === true))
  if (!wrong) return {leader}
  const says = wrong.api?.isLeader ? 'says that it leads' : 'says that it follows'
  return {why: `all name "${leader}" as their leader, and ${wrong.name} (${wrong.api?.agentName}) ${says}`}
}
