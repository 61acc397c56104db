import type {IncomingHttpHeaders} from 'node:http'
import {now} from './clock.ts'
import type {Storage} from './open-storage.ts'

/** Who asked for what is recorded. */
export interface Activity {
  /** The caller's address: it takes the place of the server's own in the row. */
  readonly ip: string
  readonly headers: IncomingHttpHeaders
  readonly api_key: string
  readonly api_title: string
}

/** Puts a row at the head of logs/activity. Rows hold the caller's request headers, the API key among them. */
export function recordActivity(storage: Storage, action: string, data: object, by?: Activity): void {
  storage.unshiftLater('logs/activity', {...data, action, epoch: Math.floor(now()), ...by})
}
