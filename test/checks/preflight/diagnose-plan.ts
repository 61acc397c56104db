import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {preflightChecks} from '../../../src/checks/preflight/index.ts'
import {derivePreflight, subjectOf} from '../../../src/facts/preflight/derive-preflight.ts'
import {plannedDataIn} from '../../../src/facts/preflight/planned-data.ts'
import {runsCronicle} from '../../../src/facts/preflight/runs-scheduler.ts'
import {describePreflight} from '../../../src/report/describe-preflight.ts'
import {diagnose} from '../../../src/report/diagnose.ts'
import type {Report} from '../../../src/report/types.ts'
import {collectPreflight} from '../../../src/sources/preflight/collect-preflight.ts'
import {scratch, unpackInto} from '../../unpack.ts'

/** Texts by path; a path that ends in a slash is a folder to unpack the fixture of that name into. */
export type Files = Readonly<Record<string, string>>

export function layOut(files: Files): string {
  const folder = scratch()
  for (const [path, content] of Object.entries(files)) {
    const full = join(folder, path)
    mkdirSync(path.endsWith('/') ? full : dirname(full), {recursive: true})
    if (path.endsWith('/')) unpackInto(content, full)
    else writeFileSync(full, content)
  }
  return folder
}

/** The report of `doctor preflight` on a folder. */
export async function preflight(...paths: readonly string[]): Promise<Report> {
  const collected = await collectPreflight(paths, null, {
    dataFolders: plannedDataIn,
    cronicleServices: file =>
      file.services.filter(runsCronicle).map(service => ({service, label: subjectOf(file, service)})),
  })
  const facts = derivePreflight(collected)
  return diagnose(facts, preflightChecks, {
    command: 'preflight',
    version: '0.0.0',
    failLevel: 'error',
    only: [],
    skip: [],
    facts: {...describePreflight(facts)},
  })
}

/** `error server-id-not-pinned 4:3`, one for each finding, without the folder. */
export function told({findings}: Report): readonly string[] {
  return findings.map(({severity, status, check, place}) => {
    const at = place?.line === undefined ? '' : ` ${place.line}:${place.column}`
    return `${status === 'unknown' ? 'unknown' : severity} ${check}${at}`
  })
}
