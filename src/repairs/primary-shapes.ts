import type {PlannedPrimary, PrimaryCall} from './primary-calls.ts'
import {type Holds, isPath, isText, listOf, orNull, shape} from './shape.ts'

const isPort: Holds = v => Number.isInteger(v) && Number(v) > 0 && Number(v) < 65536
/** As a name or an address can be; it goes into a URL. */
const isHost: Holds = v => isText(v) && /^[A-Za-z0-9_.:-]+$/.test(v)
const isListed = shape({hostname: isHost, ip: isHost})
const isProcess = shape({pid: Number.isInteger, startedAt: Number.isFinite})

/** What each call of a primary has besides its kind. */
export const primaryCallShapes: Readonly<Record<PrimaryCall['kind'], Holds>> = {
  'await-primary': shape({unlike: orNull(isProcess)}),
  'await-worker': shape({worker: isListed, at: shape({host: isHost, port: isPort})}),
  'remove-server': shape({hostname: isHost, ip: orNull(isHost)}),
  'add-server': shape({typed: isHost, worker: isListed}),
}

const fields: Record<keyof PlannedPrimary, Holds> = {
  label: isText,
  api: listOf(v => isText(v) && /^https?:\/\/[^/@]+$/.test(v)),
  folder: orNull(isPath),
  container: orNull(shape({id: isText, name: isText, pid: orNull(Number.isInteger)})),
  addresses: listOf(isText),
}

export const isPlannedPrimary: Holds = shape(fields)
