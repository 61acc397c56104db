import type {ComposeFile, ComposeService, Place} from '../../src/case/case.ts'
import type {Setting} from '../../src/formats/dkron/types.ts'

/** Settings and compose services, made by hand. */

const place: Place = {file: 'docker-compose.yml', line: 4, column: 5}
export const placed = <T>(value: T) => ({value, place})
export const flag = <T>(name: string, value: T): Setting<T> => ({
  value,
  origin: {kind: 'flag', text: `--${name}=${value}`},
})

export function service(changes: Partial<ComposeService> = {}): ComposeService {
  return {
    name: 'dkron',
    place,
    image: placed('dkron:4.0.9'),
    command: placed(['agent', '--server', '--data-dir=/dkron.data']),
    entrypoint: null,
    environment: [],
    hostname: null,
    containerName: null,
    user: null,
    workingDir: null,
    networkMode: null,
    networks: [],
    mounts: [{type: 'volume', source: 'data', target: '/dkron.data', readOnly: false, place}],
    configs: [],
    config: {state: 'absent', where: 'no config file'},
    replicas: null,
    restart: null,
    profiles: [],
    ...changes,
  }
}

export function composeFile(...services: readonly Partial<ComposeService>[]): ComposeFile {
  return {
    file: 'docker-compose.yml',
    files: ['docker-compose.yml'],
    projectName: null,
    services: services.map(service),
    volumes: [],
    networks: [],
  }
}
