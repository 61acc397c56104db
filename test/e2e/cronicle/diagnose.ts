import type {DescribedCronicle} from '../../../src/report/describe-cronicle.ts'
import type {Report} from '../../../src/report/types.ts'
import {callDoctor} from './call-doctor.ts'
import type {Lab} from './lab.ts'

export interface Diagnosis {
  readonly code: number | null
  readonly report: Report & {readonly facts: DescribedCronicle}
  readonly text: string
}

/** `doctor worker-reachability` as an administrator calls it on the host of the primary, once for each format. */
export async function diagnose(lab: Lab, folders: readonly string[]): Promise<Diagnosis> {
  const asked = ['worker-reachability', ...folders]
  const [json, text] = [await callDoctor(lab, [...asked, '--json']), await callDoctor(lab, asked)]
  if (!json.output.includes('"verdict"')) throw new Error(`no report (exit ${json.code}): ${json.output}`)
  return {code: json.code, report: JSON.parse(json.output), text: text.output}
}
