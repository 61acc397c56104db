import type {Report} from '../../src/report/types.ts'
import {doctor} from '../cli/doctor.ts'

interface Diagnosis {
  readonly code: number | null
  readonly report: Report
}

/** `doctor no-leader --json` as one calls it in that folder. */
export function diagnose(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Diagnosis {
  const {code, stdout, stderr} = doctor(['no-leader', ...args, '--json'], {cwd: folder, env})
  if (!stdout.includes('"verdict"')) throw new Error(`no report (exit ${code}): ${stdout}${stderr}`)
  return {code, report: JSON.parse(stdout) as Report}
}

/** Names of the checks that failed, the cause first; what is only said by the way is left out. */
export function failed({report}: Diagnosis): readonly string[] {
  return report.findings.filter(f => f.status === 'fail' && f.severity !== 'info').map(f => f.check)
}
