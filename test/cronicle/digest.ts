import {createHash} from 'node:crypto'

/** How servers prove to each other that they know the secret key: SHA-256 in hex of it and what goes before it. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
