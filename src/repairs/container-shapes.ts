import type {ContainerAction, PlannedContainers} from './container-actions.ts'
import {type Holds, isBoolean, isOneOf, isPath, isText, listOf, orNull, shape} from './shape.ts'

const isId: Holds = v => isText(v) && /^[0-9a-f]{64}$/.test(v)
/** Compose's own rule for names; one that began with a dash would be an option of the program. */
const isName: Holds = v => isText(v) && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(v)

const isCount: Holds = v => Number.isInteger(v) && Number(v) >= 0

const isRef = shape({id: orNull(isId), name: isText, service: orNull(shape({project: isName, name: isName}))})

const isCall = shape({
  project: isName,
  service: isName,
  folder: isPath,
  files: v => listOf(isPath)(v) && (v as unknown[]).length > 0,
  environmentFiles: listOf(isPath),
  generation: isOneOf(1, 2),
})

/** What each action on a container has besides its kind. */
export const containerActionShapes: Readonly<Record<ContainerAction['kind'], Holds>> = {
  'stop-container': shape({container: isRef}),
  'start-container': shape({container: isRef, dataDir: orNull(isPath)}),
  'recreate-service': shape({container: isRef, compose: isCall, dataDir: orNull(isPath), keptByUndo: isBoolean}),
  'await-leader': shape({containers: listOf(isRef), voters: listOf(isText)}),
  'restore-jobs': shape({
    file: isPath,
    sha256: v => isText(v) && /^[0-9a-f]{64}$/.test(v),
    count: v => isCount(v) && Number(v) > 0,
    executions: shape({file: isPath, count: isCount}),
  }),
}

const fields: Record<keyof PlannedContainers, Holds> = {
  engine: isText,
  present: listOf(shape({id: isId, name: isText, up: isBoolean})),
  hasLeader: isBoolean,
  verify: shape({
    servers: listOf(shape({container: isRef, serverId: isText, dataDir: orNull(isPath), httpAddr: isText})),
    voters: listOf(isText),
    exactly: isBoolean,
    keepsState: isBoolean,
  }),
}

export const isPlannedContainers: Holds = shape(fields)
