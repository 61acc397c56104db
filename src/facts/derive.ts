import type {ApiAnswers, Case, ComposeService, DataDir, ServerLog} from '../case/case.ts'
import type {DockerVolume} from '../case/docker-volume.ts'
import type {Read} from '../case/read.ts'
import {absent, notCollected, read, readValue, unreadable} from '../case/read.ts'
import {matchLines} from '../formats/dkron/log-dictionary.ts'
import {placeLike} from '../formats/dkron/place-settings.ts'
import {settingsOfService} from '../formats/dkron/settings-of.ts'
import type {DkronSettings} from '../formats/dkron/types.ts'
import {parseVersion, versionOfImage} from '../formats/dkron/version.ts'
import {boundFolder} from '../formats/docker/bound-folder.ts'
import {configurationHistory, effectiveConfiguration} from '../formats/raft/effective-configuration.ts'
import {predictStart} from '../formats/raft/predict-start.ts'
import type {StartPrediction, StoredConfiguration} from '../formats/raft/types.ts'
import {clusterOf} from './cluster.ts'
import {serviceOf} from './compose-service.ts'
import {decodeApi} from './decode-api.ts'
import {identityOf} from './identity.ts'
import type {JoinedServer} from './join-servers.ts'
import {joinServers} from './join-servers.ts'
import {positionIn} from './position-in.ts'
import type {Addresses, ApiFacts, Facts, KnownVersion, Server} from './types.ts'

/** Derives the joined view of a case. Pure: the same case gives the same facts. */
export function deriveFacts(c: Case): Facts {
  const joined = joinServers(c)
  const answers = c.api.map(a => ({answers: a, facts: decodeApi(a)}))
  const servers: Server[] = joined.map((j, i) => deriveServer(c, joined, j, i, answers))
  return {
    servers,
    cluster: clusterOf(
      c,
      servers,
      answers.map(a => a.facts),
    ),
  }
}

interface DecodedApi {
  readonly answers: ApiAnswers
  readonly facts: ApiFacts
}

function deriveServer(
  c: Case,
  joined: readonly JoinedServer[],
  j: JoinedServer,
  position: number,
  answers: readonly DecodedApi[],
): Server {
  const label = j.container?.name ?? j.dataDir?.path ?? 'this server'
  const volume = volumeOf(c.volumes, j.dataDir)
  const compose = serviceOf(c.compose, j.container, j.dataDir, volume)
  const serviceSettings = compose ? settingsOfService(compose.service) : null
  const ownSettings = j.settings && serviceSettings ? placeLike(j.settings, serviceSettings) : j.settings
  const settings = ownSettings ?? serviceSettings
  const told = toldName(c, joined, position)
  const expected = told ?? j.settings?.nodeName?.value ?? j.container?.hostname ?? null
  const api = matchApi(answers, joined, j, expected)
  const log = matchLog(c.logs, joined, j, expected)
  const identity = identityOf({
    told,
    container: j.container,
    settings: ownSettings,
    api,
    service: compose?.service ?? null,
    serviceSettings,
    logNode: log ? lastNode(log) : null,
  })
  const dataDir = j.dataDir
  const store = dataDir?.raftDb ?? notCollected
  const snapshots = dataDir?.snapshots ?? notCollected
  return {
    label,
    identity,
    version: versionFor(c, j, api, compose?.service ?? null),
    settings: settings ? read(settings) : notCollected,
    container: j.container,
    formerContainers: j.formerContainers,
    joinedBy: j.joinedBy,
    compose,
    dataDir,
    volume,
    store,
    snapshots,
    peersFiles: dataDir?.peersFiles ?? [],
    folder: dataDir?.folder ?? notCollected,
    configuration: dataDir ? configurationIn(dataDir) : notCollected,
    history: dataDir
      ? configurationHistory(readValue(dataDir.raftDb)?.store ?? null, readValue(dataDir.snapshots) ?? [])
      : [],
    start: dataDir ? startOf(dataDir) : notCollected,
    position: dataDir ? positionIn(dataDir) : notCollected,
    addresses: addressesOf(j, settings),
    api,
    log: log ? {source: log, hits: matchLines(log)} : null,
  }
}

/** The volume that the data-dir lies in. */
function volumeOf(volumes: readonly DockerVolume[], dataDir: DataDir | null): DockerVolume | null {
  if (dataDir === null) return null
  const lies = (folder: string) => folder !== '' && `${dataDir.realPath}/`.startsWith(`${folder}/`)
  return volumes.find(v => lies(boundFolder(v) ?? v.mountpoint)) ?? null
}

/** `--node-name` values go to the data-dirs in their order; a single one to the only server there is. */
function toldName(c: Case, joined: readonly JoinedServer[], position: number): string | null {
  const names = c.told.nodeNames
  if (names.length === 0) return null
  const dataDir = joined[position]?.dataDir ?? null
  const index = dataDir === null ? position : c.dataDirs.indexOf(dataDir)
  return names[index] ?? null
}

/** By the container's name, else by the name the agent gives itself, else the only answers for the only server. */
function matchApi(
  answers: readonly DecodedApi[],
  joined: readonly JoinedServer[],
  j: JoinedServer,
  expected: string | null,
): ApiFacts | null {
  const byName = answers.find(a => a.answers.server !== null && a.answers.server === j.container?.name)
  if (byName) return byName.facts
  const byAgent = answers.filter(a => a.facts.agentName !== null && a.facts.agentName === expected)
  if (byAgent.length === 1 && byAgent[0]) return byAgent[0].facts
  if (answers.length === 1 && joined.length === 1 && answers[0]) return answers[0].facts
  return null
}

function matchLog(
  logs: readonly ServerLog[],
  joined: readonly JoinedServer[],
  j: JoinedServer,
  expected: string | null,
): ServerLog | null {
  const byName = logs.find(l => l.server !== null && l.server === j.container?.name)
  if (byName) return byName
  const byNode = logs.filter(l => expected !== null && lastNode(l) === expected)
  if (byNode.length === 1 && byNode[0]) return byNode[0]
  if (logs.length === 1 && joined.length === 1 && logs[0]) return logs[0]
  return null
}

function lastNode(log: ServerLog): string | null {
  for (let i = log.lines.length - 1; i >= 0; i--) {
    const node = log.lines[i]?.node
    if (node) return node
  }
  return null
}

function versionFor(
  c: Case,
  j: JoinedServer,
  api: ApiFacts | null,
  service: ComposeService | null,
): Read<KnownVersion> {
  const told = c.told.dkronVersion === null ? null : parseVersion(c.told.dkronVersion)
  if (told) return read({version: told, from: `--dkron-version ${c.told.dkronVersion}`})
  const image = j.container?.image ?? null
  const ofImage = image === null ? null : versionOfImage(image)
  if (ofImage) return read({version: ofImage, from: `image ${image}`})
  const agent = api?.agentVersion ?? null
  const ofAgent = agent === null ? null : parseVersion(agent)
  if (ofAgent && api) return read({version: ofAgent, from: `${api.source} /v1/ agent version ${agent}`})
  const ofService = service?.image ? versionOfImage(service.image.value) : null
  if (ofService && service?.image) return read({version: ofService, from: `image ${service.image.value}`})
  return absent('no image tag or agent version names the release')
}

function configurationIn(dataDir: DataDir): Read<StoredConfiguration> {
  const snapshots = readValue(dataDir.snapshots) ?? []
  if (dataDir.raftDb.state === 'unreadable') return dataDir.raftDb
  const file = readValue(dataDir.raftDb)
  if (file && file.store === null && file.size > 0) {
    return unreadable(file.file, 'no usable meta page, so no configuration entry can be read')
  }
  const configuration = effectiveConfiguration(file?.store ?? null, snapshots)
  return configuration ? read(configuration) : absent(`${dataDir.path}: no configuration in log or snapshots`)
}

function startOf(dataDir: DataDir): Read<StartPrediction> {
  if (dataDir.raftDb.state === 'unreadable') return dataDir.raftDb
  return read(predictStart(dataDir.raftDb, readValue(dataDir.snapshots) ?? [], dataDir.peersFiles))
}

function addressesOf(j: JoinedServer, settings: DkronSettings | null): Read<Addresses> {
  if (j.container === null || settings === null) return notCollected
  const current = j.container.networks.flatMap(n => [n.address, n.address6]).filter(a => a !== null && a !== '')
  return read({
    current: current as readonly string[],
    rpcPort: (settings.advertiseRpcPort ?? settings.rpcPort).value,
    advertised: settings.advertiseAddr?.value ?? null,
  })
}
