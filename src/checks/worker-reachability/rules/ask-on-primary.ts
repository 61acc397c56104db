import type {Quote, Worker} from '../../../facts/cronicle/types.ts'
import {isAddress} from './addresses.ts'

/** Commands for the primary's host that tell what files cannot: from elsewhere they prove nothing. */
export function askOnPrimary(worker: Worker): readonly string[] {
  const {dialled} = worker
  if (dialled === null) {
    return ['On the host of the primary: doctor worker-reachability --primary /opt/cronicle']
  }
  const {host, url} = dialled.value
  return [
    ...(isAddress(host)
      ? []
      : [`Run on the host of the primary, does the name lead to the worker: getent hosts ${host}`]),
    `Run on the host of the primary, who answers: curl -sS -m 5 ${url}/api/app/status`,
    `Run on the host of the primary, and on the socket: curl -sS -m 5 '${url}/socket.io/?EIO=4&transport=polling'`,
  ]
}

/** What the evidence of a link says, at most so much of it. */
export function quoteLink(worker: Worker): readonly Quote[] {
  return worker.link.quotes.slice(0, 4)
}

export function quoteIdentity(worker: Worker): readonly Quote[] {
  const {reported, record} = worker
  const said = reported.hostname?.quote ?? reported.ip?.quote
  return [
    ...(said ? [said] : []),
    ...(record
      ? [
          {
            source: `${record.at.file}, page ${record.at.page}, item ${record.at.index}`,
            value: `hostname ${record.value.hostname}, ip ${record.value.ip ?? 'none'}`,
          },
        ]
      : []),
  ]
}
