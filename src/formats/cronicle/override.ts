import type {CronicleValue, CronicleVariable} from '../../case/cronicle.ts'

/**
 * The setting that an environment variable overrides: `CRONICLE_WebServer__http_port` is `WebServer/http_port`
 * (pixl-server server.js, applyConfigOverrides; the case of the key is kept, the prefix is in capitals).
 * null for a variable of another kind.
 */
export function settingOfVariable(name: string): string | null {
  const key = /^CRONICLE_(.+)$/.exec(name)?.[1]
  if (key === undefined) return null
  return key.trim().replace(/^_+/, '').replace(/_+$/, '').replace(/__/g, '/')
}

/** What the text of a variable becomes: booleans and numbers are told from texts by their look alone. */
export function valueOfVariable(text: string): CronicleValue {
  if (text === 'true') return true
  if (text === 'false') return false
  if (/^-?\d+$/.test(text)) return Number.parseInt(text, 10)
  if (/^-?\d+\.\d+$/.test(text)) return Number.parseFloat(text)
  return text
}

/** Variables that Cronicle looks at; every other one is passed over unread. */
function isCronicleVariable(name: string): boolean {
  return name === 'HOSTNAME' || name === 'HOST' || settingOfVariable(name) !== null
}

/** `NAME=value` lines of an environment reduced to what counts. Of equal names the last one holds, as in a shell. */
export function variablesIn(
  env: readonly string[],
  mark: (secret: string) => string,
  known: (path: string) => boolean,
): readonly CronicleVariable[] {
  const found = new Map<string, CronicleVariable>()
  for (const entry of env) {
    const at = entry.indexOf('=')
    const name = at < 0 ? entry : entry.slice(0, at)
    if (!isCronicleVariable(name)) continue
    const value = at < 0 ? '' : entry.slice(at + 1)
    const path = settingOfVariable(name)
    const secret = path !== null && !known(path)
    if (secret && path !== 'secret_key') continue
    found.set(name, {name, value: secret ? mark(value) : value, secret})
  }
  return [...found.values()]
}
