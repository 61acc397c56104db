import {shellQuote} from '../shell-quote.ts'

/** A call of the primary's API for a shell; the key stays in the environment. */
export function callLine(base: string, name: 'add_server' | 'remove_server', hostname: string): string {
  return `curl -sS -H "X-API-Key: $CRONICLE_API_KEY" -H 'Content-Type: application/json' -d ${shellQuote(JSON.stringify({hostname}))} ${base}/api/app/${name}`
}
