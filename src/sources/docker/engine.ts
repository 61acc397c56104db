/** One row of the engine's container list: enough to decide which containers are worth a closer look. */
export interface ListedContainer {
  readonly id: string
  readonly names: readonly string[]
  readonly image: string
  readonly command: string
  readonly state: string
  readonly mounts: readonly {readonly source: string; readonly destination: string; readonly name: string | null}[]
  readonly networks: readonly string[]
  /** Compose's project and the folder it was called in; null for other containers. */
  readonly project: {readonly name: string; readonly folder: string} | null
}

/**
 * What is asked of a container engine; everything reads. Answers are the engine's own JSON as text, so that what is
 * saved, replayed and decoded is the same as `docker inspect` prints.
 */
export interface Engine {
  /** For evidence: how the engine was reached. */
  readonly where: string
  /** Its containers run on this host, as far as the address tells, so the paths it names are of this host. */
  readonly local: boolean
  listContainers(): Promise<readonly ListedContainer[]>
  inspectContainer(id: string): Promise<string>
  inspectNetwork(id: string): Promise<string>
  /** All volumes, as `docker volume inspect` shows them. */
  listVolumes(): Promise<string>
  /**
   * Events of containers and networks of the last `seconds`, one JSON object a line, as far as the engine remembers
   * them; what has come when the time is up counts.
   */
  readEvents(seconds: number): Promise<string>
  /** The last `tail` lines of both streams, with the engine's timestamps. */
  readLog(id: string, tail: number): Promise<string>
}

/** Files inside of containers, running or not. */
export interface EngineFiles {
  hasPath(id: string, path: string): Promise<boolean>
  /** @param most bytes; a larger file is not asked for */
  readFile(id: string, path: string, most: number): Promise<ContainerFile>
}

export type ContainerFile =
  /** A tar archive that holds the file; a link on the way was followed. */
  {readonly tar: Uint8Array} | {readonly absent: true} | {readonly tooLarge: number}
