import {basename} from 'node:path'

/**
 * The server a saved file belongs to, as its name says: `api-NAME.json`, `log-NAME.txt`, `NAME.log`. Null when the
 * name says nothing; `…-json.log` is named after a container's ID by the engine.
 */
export function serverNameOf(path: string): string | null {
  const m = /^(?:(?:api|log)-(.+)\.(?:json|txt|log)|(.+)(?<!-json)\.log)$/.exec(basename(path))
  return m?.[1] ?? m?.[2] ?? null
}
