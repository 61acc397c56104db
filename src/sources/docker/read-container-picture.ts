import {decodeEngineRow, type EngineRow} from '../../formats/docker/decode-engine-row.ts'
import {objectOf} from '../../formats/json-shape.ts'
import {connectDocker, isLocal, whereOf} from './connect-docker.ts'
import {type ComposeProgram, findCompose} from './find-compose.ts'
import type {FindEngineOptions} from './find-engine.ts'
import {reachEngine} from './reach-engine.ts'
import {whyNoAnswer} from './why-no-answer.ts'

/** Every container of this host's engine, and what compose programs there are: what a plan needs to act on them. */
export interface ContainerPicture {
  /** How the engine was reached. */
  readonly engine: string
  readonly rows: readonly EngineRow[]
  readonly composes: readonly ComposeProgram[]
}

/** Asks the engine that the docker CLI of this host would talk to; why not, where none answers. Changes nothing. */
export async function readContainerPicture(
  options: FindEngineOptions,
  timeout: number,
): Promise<ContainerPicture | {readonly reason: string}> {
  const found = await reachEngine(options)
  if (!found.found) return found
  // Paths of a data-dir there are not those of this host.
  if (!isLocal(found.address)) return {reason: `the engine at ${whereOf(found.address)} is on another host`}
  const docker = connectDocker(found.address, timeout)
  try {
    const [rows, composes] = await Promise.all([docker.listContainers({all: true}), findCompose()])
    return {engine: whereOf(found.address), rows: rows.map(row => decodeEngineRow(objectOf(row))), composes}
  } catch (error) {
    return {reason: whyNoAnswer(error, found.address)}
  }
}
