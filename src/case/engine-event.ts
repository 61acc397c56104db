/** One event of the container engine (`docker events`). The engine forgets: that one is missing proves nothing. */
export interface EngineEvent {
  /** RFC 3339, UTC, in milliseconds. */
  readonly time: string
  readonly action: 'create' | 'start' | 'die' | 'oom' | 'kill' | 'restart' | 'destroy' | 'connect' | 'disconnect'
  /** Full ID of the container it happened to. */
  readonly container: string
  /** Its name; null for events of networks, which do not say it. */
  readonly name: string | null
  /** Compose's service and project. */
  readonly service: string | null
  readonly project: string | null
  /** For `connect` and `disconnect`. */
  readonly network: string | null
  /** For `die`. */
  readonly exitCode: number | null
  /** For `kill`: its number. */
  readonly signal: number | null
}
