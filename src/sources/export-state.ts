import {createHash} from 'node:crypto'
import {ToolError} from '../errors.ts'
import {exportExecutions} from '../formats/dkron/export-executions.ts'
import {exportJobs} from '../formats/dkron/export-jobs.ts'
import {countExecutions, type DkronState} from '../formats/dkron/state.ts'
import {parseVersion} from '../formats/dkron/version.ts'
import {readDkronState} from './read-dkron-state.ts'

export interface ExportOrder {
  readonly dataDir: string
  readonly content: 'jobs' | 'executions'
  /** Release whose rules count; null when it is not known. */
  readonly release: string | null
}

/** The jobs as one JSON text, or the executions line by line, as `doctor jobs` writes them. */
export function* exportTexts({dataDir, content, release}: ExportOrder): Generator<string> {
  const {state} = readDkronState(dataDir, {version: release === null ? null : parseVersion(release), outputs: true})
  yield* textsOf(state, content)
}

/** What `exportTexts` will give, by count and SHA-256, without keeping it; `problem` when nothing can be read. */
export function measureExport(dataDir: string, release: string | null) {
  try {
    const {state, statement} = readDkronState(dataDir, {
      version: release === null ? null : parseVersion(release),
      outputs: true,
    })
    const {leftOut, changed} = exportJobs(state)
    return {
      jobs: {count: state.jobs.size - leftOut.length, sha256: hashOf(textsOf(state, 'jobs'))},
      executions: {count: countExecutions(state), sha256: hashOf(textsOf(state, 'executions'))},
      missing: [
        ...statement.losses,
        ...leftOut.map(({job, reason}) => `job "${job.name}", which the restore would refuse: ${reason}`),
        ...changed.map(({name, change}) => `of job "${name}": ${change}`),
      ],
    }
  } catch (error) {
    if (error instanceof ToolError) return {problem: error.message}
    throw error
  }
}

function* textsOf(state: DkronState, content: ExportOrder['content']): Generator<string> {
  if (content === 'jobs') yield `${JSON.stringify(exportJobs(state).jobs, null, 2)}\n`
  else yield* exportExecutions(state)
}

function hashOf(texts: Iterable<string>): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text, 'utf8')
  return hash.digest('hex')
}
