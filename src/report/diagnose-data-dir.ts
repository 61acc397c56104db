import type {Case, DataDir} from '../case/case.ts'
import type {Check} from '../checks/define-check.ts'
import {deriveFacts} from '../facts/derive.ts'
import {type DiagnoseOptions, diagnose} from './diagnose.ts'
import {locateServers} from './place-of.ts'
import type {Report} from './types.ts'

export interface DataDirDiagnosis {
  readonly checks: readonly Check[]
  readonly version: string
  /** Shown under `facts`. */
  readonly facts: Report['facts']
  /** What counts, and what is lived with. */
  readonly counting: Pick<DiagnoseOptions, 'failLevel' | 'only' | 'skip' | 'suppress'>
}

/** The report on one data-dir, of which nothing is known but what lies in it. Pure. */
export function diagnoseDataDir(dataDir: DataDir, {checks, version, facts, counting}: DataDirDiagnosis): Report {
  const known = deriveFacts(caseOf(dataDir))
  return diagnose(known, checks, {
    command: 'inspect',
    version,
    ...counting,
    facts,
    locate: locateServers(known),
  })
}

function caseOf(dataDir: DataDir): Case {
  return {
    schemaVersion: 1,
    dataDirs: [dataDir],
    containers: [],
    networks: [],
    compose: [],
    api: [],
    logs: [],
    probes: [],
    volumes: [],
    events: [],
    told: {nodeNames: [], dkronVersion: null, offline: true},
    unread: [],
  }
}
