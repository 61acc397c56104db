import type {Plan} from '../../repairs/plan.ts'
import type {RunResult} from '../../surgery/run-plan.ts'

/** What a person has to remember of a repair that is done and verified, in sentences. */
export function keepInMind({steps, stores, inputs, lost}: Plan, {backup, recorded}: RunResult): readonly string[] {
  const isStored = (path: string) => stores.some(({dataDir}) => path === dataDir || path.startsWith(`${dataDir}/`))
  const paths = steps.flatMap(({action}) =>
    action.kind === 'write-file' || action.kind === 'edit-text' ? [action.path] : [],
  )
  const stood = (path: string) => inputs.some(input => input.path === path && input.sha256 !== 'absent')
  const settings = [...new Set(paths)].filter(path => !isStored(path) && stood(path))
  const rewritesStore = steps.some(({action}) => 'path' in action && isStored(action.path))
  return [
    ...lost,
    ...settings.map(
      path => `${path} was changed: where it is made from a template or a repository, make the change there too.`,
    ),
    ...(rewritesStore && recorded
      ? ['doctor undo gives back the data of before the repair, without what the scheduler writes from now on.']
      : []),
    ...(backup === null ? [] : ['The backup stays until you remove it.']),
  ]
}
