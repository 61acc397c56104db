import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {DescribedCronicle} from '../../../src/report/describe-cronicle.ts'
import type {Report} from '../../../src/report/types.ts'
import {scratch} from '../../unpack.ts'
import {callDoctor} from './call-doctor.ts'
import type {Lab} from './lab.ts'

export interface Diagnosis {
  readonly code: number | null
  readonly report: Report & {readonly facts: DescribedCronicle}
  readonly text: string
}

/** `doctor worker-reachability` as an administrator calls it on the host of the primary; its report is kept as well. */
export async function diagnose(lab: Lab, folders: readonly string[]): Promise<Diagnosis> {
  const file = join(scratch(), 'report.json')
  const {code, output} = await callDoctor(lab, ['worker-reachability', ...folders, '--output', `json=${file}`])
  try {
    return {code, report: JSON.parse(readFileSync(file, 'utf8')), text: output}
  } catch (cause) {
    throw new Error(`no report (exit ${code}): ${output}`, {cause})
  }
}
