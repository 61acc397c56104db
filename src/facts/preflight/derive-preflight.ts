import type {Case, ComposeFile, ComposeService, DataDir} from '../../case/case.ts'
import {readValue} from '../../case/read.ts'
import {settingsOfService} from '../../formats/dkron/settings-of.ts'
import type {DkronVersion} from '../../formats/dkron/types.ts'
import {parseVersion, versionOfImage} from '../../formats/dkron/version.ts'
import {effectiveConfiguration} from '../../formats/raft/effective-configuration.ts'
import type {StoredConfiguration} from '../../formats/raft/types.ts'
import {deriveFacts} from '../derive.ts'
import {plannedIdIn} from '../planned-id.ts'
import {joinDataDirs} from './join-data-dirs.ts'
import {plannedDataOf} from './planned-data.ts'
import {runsDkronServer} from './runs-scheduler.ts'
import type {FoundStore, PlannedServer, PreflightFacts} from './types.ts'

/** Joins plans and data. Pure: the same case gives the same facts. */
export function derivePreflight(c: Case): PreflightFacts {
  const alone = c.compose.flatMap(file =>
    file.services.filter(runsDkronServer).map(service => plannedServer(c, file, service)),
  )
  const joined = joinDataDirs(alone, c.dataDirs)
  const servers = alone.map(server => {
    const dataDir = joined.get(server) ?? null
    return {...server, dataDir, stored: dataDir && storedIn(dataDir)}
  })
  return {
    servers,
    stores: c.dataDirs.map(dataDir => foundStore(c, dataDir, servers)),
    cronicle: (c.cronicle?.servers ?? []).map(server => ({
      subject: server.label,
      plan: planOf(c.compose, server.label),
      server,
    })),
    files: c.compose,
    unread: c.unread,
  }
}

/** What findings call a service. */
export function subjectOf(file: ComposeFile, service: ComposeService): string {
  return `${file.file}#${service.name}`
}

function plannedServer(c: Case, file: ComposeFile, service: ComposeService): PlannedServer {
  const settings = settingsOfService(service)
  const version = versionOf(c, service)
  return {
    subject: subjectOf(file, service),
    file,
    service,
    settings,
    plannedId: plannedIdIn(service),
    version,
    data: plannedDataOf(service, file, settings, version),
    dataDir: null,
    stored: null,
  }
}

function versionOf({told}: Case, {image}: ComposeService): DkronVersion | null {
  const said = told.dkronVersion === null ? null : parseVersion(told.dkronVersion)
  return said ?? (image === null ? null : versionOfImage(image.value))
}

function storedIn({raftDb, snapshots}: DataDir): StoredConfiguration | null {
  return effectiveConfiguration(readValue(raftDb)?.store ?? null, readValue(snapshots) ?? [])
}

/** Each store by itself: data-dirs of one folder need not be of one cluster. */
function foundStore(c: Case, dataDir: DataDir, servers: readonly PlannedServer[]): FoundStore {
  const owner = servers.find(s => s.dataDir === dataDir)
  const compose = owner ? [{...owner.file, services: [owner.service]}] : []
  const alone: Case = {...c, dataDirs: [dataDir], compose, cronicle: undefined, unread: []}
  return {dataDir, stored: storedIn(dataDir), facts: deriveFacts(alone), planned: owner !== undefined}
}

function planOf(files: readonly ComposeFile[], label: string) {
  for (const file of files) {
    const service = file.services.find(s => subjectOf(file, s) === label)
    if (service) return {file, service}
  }
  return null
}
