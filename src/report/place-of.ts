import type {Facts} from '../facts/types.ts'
import type {Evidence, ReportPlace} from './types.ts'

/** Where a subject is found when no evidence says so. */
export interface Location {
  /** In a text that a person writes, e.g. its service in a compose file. */
  readonly written: ReportPlace | null
  /** Its data-dir, or any file of the case. */
  readonly file: ReportPlace | null
}

export type Locate = (subject: string) => Location

/**
 * Where a person opens a file for a finding: what proves it first, else the first evidence that stands in a line of a
 * text, else where its subject is written, else evidence in any file, else a file of the case: code scanning refuses
 * results without one.
 */
export function placeOf(evidence: readonly Evidence[], location: Location | undefined): {readonly place?: ReportPlace} {
  const line = evidence.find(e => e.place?.line !== undefined)?.place
  const anyFile = evidence.find(e => e.place !== undefined)?.place
  const place = evidence[0]?.place ?? line ?? location?.written ?? anyFile ?? location?.file
  return place ? {place} : {}
}

/** Servers are written in their services and kept in their data-dirs; what is about none, in those of the case. */
export function locateServers({servers, cluster}: Facts): Locate {
  const composeFile = cluster.composeFiles[0]?.file
  const dataDir = servers.find(s => s.dataDir !== null)?.dataDir?.path
  return subject => {
    const server = servers.find(s => s.label === subject)
    const file = server?.dataDir?.path ?? composeFile ?? dataDir
    return {written: server?.compose?.service.place ?? null, file: file === undefined ? null : {file}}
  }
}
