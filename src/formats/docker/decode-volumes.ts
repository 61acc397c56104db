import type {DockerVolume} from '../../case/docker-volume.ts'
import {isObject, listOf, objectOf, parseJson, textOf} from '../json-shape.ts'

/**
 * Volumes as `docker volume inspect` prints them. The driver `local` with options mounts something at the volume's
 * folder when a container starts that uses it, and takes it away after the last one (volume/local/local_unix.go);
 * before and after, that folder is empty. Never throws.
 *
 * @param source where the text was read, kept in each volume
 */
export function decodeVolumes(text: string, source: string): readonly DockerVolume[] {
  const parsed = parseJson(text)
  const entries = 'value' in parsed ? listOf(parsed.value) : []
  return entries.filter(isObject).flatMap(volume => {
    const name = textOf(volume.Name)
    if (name === null) return []
    const labels = objectOf(volume.Labels)
    const project = textOf(labels['com.docker.compose.project'])
    const key = textOf(labels['com.docker.compose.volume'])
    const options = objectOf(volume.Options)
    const device = textOf(options.device)
    const type = textOf(options.type)
    return [
      {
        name,
        driver: textOf(volume.Driver) ?? '',
        mountpoint: textOf(volume.Mountpoint) ?? '',
        mounts:
          device === null && type === null
            ? null
            : {device: device ?? '', type: type ?? '', options: textOf(options.o) ?? ''},
        compose: project === null || key === null ? null : {project, volume: key},
        source,
      },
    ]
  })
}
