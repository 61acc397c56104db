import type {DockerVolume} from '../../case/docker-volume.ts'

/**
 * The folder of the host that a volume of the driver `local` binds at its own when a container starts that uses it
 * (options `type=none,o=bind,device=…`); null for every other volume.
 */
export function boundFolder({mounts}: DockerVolume): string | null {
  const binds = mounts?.options.split(',').some(o => o === 'bind' || o === 'rbind') ?? false
  return mounts !== null && binds && mounts.device.startsWith('/') ? mounts.device : null
}
