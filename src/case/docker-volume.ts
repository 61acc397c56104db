/** `docker volume inspect`. */
export interface DockerVolume {
  readonly name: string
  readonly driver: string
  /** Folder on the engine's host; empty for drivers that have none. */
  readonly mountpoint: string
  /**
   * What the driver `local` mounts there while a container uses the volume, and only then (`device` and `type` of its
   * options); null for a plain folder.
   */
  readonly mounts: {readonly device: string; readonly type: string; readonly options: string} | null
  /** Compose's own labels. */
  readonly compose: {readonly project: string; readonly volume: string} | null
  readonly source: string
}
