import {type JsonObject, listOf, objectOf, textOf, textsOf} from '../json-shape.ts'

/** One container of the engine's list (`GET /containers/json`), with what is needed to act on it. */
export interface EngineRow {
  readonly id: string
  readonly name: string
  /** `running`, `restarting`, `paused`, `exited`, `created`, `dead` … */
  readonly state: string
  /** A process of it may have files open: it runs, or will run again by itself. */
  readonly up: boolean
  readonly mounts: readonly {
    /** Path on the host. */
    readonly source: string
    readonly volume: string | null
    readonly writable: boolean
  }[]
  readonly compose: ComposeLabels | null
}

/** Compose's labels on a container it made. */
export interface ComposeLabels {
  readonly project: string
  readonly service: string
  /** Made by `compose run`: not the service's own container. */
  readonly oneOff: boolean
  /** Project folder, and the files as compose was given them: relative ones start at the folder it was called in. */
  readonly folder: string
  readonly files: readonly string[]
  readonly environmentFiles: readonly string[]
  /** Release of compose, e.g. `1.29.2`. */
  readonly version: string
}

const label = 'com.docker.compose.'

/** Decodes one row; fields that are missing get their empty value. Never throws. */
export function decodeEngineRow(row: JsonObject): EngineRow {
  const state = textOf(row.State) ?? ''
  return {
    id: textOf(row.Id) ?? '',
    name: (textsOf(row.Names)[0] ?? '').replace(/^\//, ''),
    state,
    up: ['running', 'restarting', 'paused'].includes(state),
    mounts: listOf(row.Mounts).map(entry => {
      const mount = objectOf(entry)
      const volume = textOf(mount.Type) === 'volume' ? textOf(mount.Name) : null
      return {source: textOf(mount.Source) ?? '', volume, writable: mount.RW !== false}
    }),
    compose: composeLabels(objectOf(row.Labels)),
  }
}

function composeLabels(labels: JsonObject): ComposeLabels | null {
  const text = (name: string) => textOf(labels[label + name])
  const list = (name: string) => (text(name) ?? '').split(',').filter(part => part !== '')
  const project = text('project')
  const service = text('service')
  if (project === null || service === null) return null
  return {
    project,
    service,
    oneOff: text('oneoff')?.toLowerCase() === 'true',
    folder: text('project.working_dir') ?? '',
    files: list('project.config_files'),
    environmentFiles: list('project.environment_file'),
    version: text('version') ?? '',
  }
}
