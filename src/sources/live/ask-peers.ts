import type {ApiAnswers} from '../../case/case.ts'
import {decodeJoinTarget} from '../../formats/dkron/decode-join-target.ts'
import {joinAddress, splitAddress, unroutableBecause} from '../../formats/host-and-port.ts'
import {askApis} from './ask-api.ts'

/** What is asked: none of it needs a leader. */
const questions = ['/v1/', '/v1/leader', '/v1/isleader', '/v1/members']

/**
 * Asks whoever could still be a server that is about to start, or belong to its cluster: the addresses stored for it,
 * and those that Dkron's own variables tell it to join. An answer of null means that nobody answered there.
 *
 * @param stored server addresses, `host:port`
 * @param timeout milliseconds for each single question
 */
export async function askPeers(
  stored: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  timeout: number,
): Promise<readonly {readonly where: string; readonly toJoin: boolean; readonly answers: ApiAnswers | null}[]> {
  const port = Number(/:(\d+)$/.exec(env.DKRON_HTTP_ADDR ?? '')?.[1] ?? 8080)
  const former = stored.map(address => splitAddress(address).host).filter(host => unroutableBecause(host) === null)
  const peers = [
    ...joinHosts(env).map(host => ({where: `http://${joinAddress(host, port)}`, toJoin: true})),
    ...former.map(host => ({where: `http://${joinAddress(host, port)}`, toJoin: false})),
  ]
  const distinct = peers.filter((p, i) => peers.findIndex(other => other.where === p.where) === i)
  const asked = await askApis(
    distinct.map(({where}) => ({server: where, bases: [where]})),
    timeout,
    undefined,
    questions,
  )
  return distinct.map((peer, i) => {
    const answer = asked[i]
    return {...peer, answers: answer?.answered ? answer.answers : null}
  })
}

/** Dkron takes lists from its variables apart at spaces (viper GetStringSlice); people write commas too. */
function joinHosts(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values = [env.DKRON_JOIN, env.DKRON_RETRY_JOIN].flatMap(text => text?.split(/[\s,]+/) ?? [])
  return values.flatMap(value => decodeJoinTarget(value, 8946)?.host ?? [])
}
