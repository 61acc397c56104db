import type {ListedContainer} from './engine.ts'

/** What points to the cluster that is meant. */
export interface Wanted {
  /** Real paths of the data-dirs that were named; may be empty. */
  readonly folders: readonly string[]
  /** Folder the command was started in: its compose project is meant when nothing else was named. */
  readonly here: string
  /** That folder holds a compose file with a Dkron server, so no other cluster is meant, even when nothing of it is left. */
  readonly projectHere: boolean
}

export type Chosen =
  | {readonly containers: readonly ListedContainer[]}
  /** Several clusters run here, and nothing says which is meant: one entry each, to show. */
  | {readonly several: readonly string[]}

/** Networks that every container may be on, so sharing them means nothing. */
const sharedByAll = new Set(['bridge', 'host', 'none', 'podman'])

/**
 * The containers of one cluster: those that mount a named data-dir, with everything that belongs together with them by
 * compose project or by a network of their own. Without a data-dir, those of the compose project of the present folder,
 * or the only cluster there is.
 */
export function chooseContainers(all: readonly ListedContainer[], wanted: Wanted): Chosen {
  const {folders, here, projectHere} = wanted
  const candidates = all.filter(row => mountsOneOf(row, folders) || runsDkron(row))
  const groups = groupTogether(candidates)
  const named = groups.filter(g => g.some(row => mountsOneOf(row, folders)))
  if (named.length > 0) return {containers: named.flat()}
  const ofProject = groups.filter(g => g.some(row => row.project?.folder === here))
  if (ofProject.length > 0) return {containers: ofProject.flat()}
  if (folders.length > 0 || projectHere) return {containers: []}
  if (groups.length > 1) return {several: groups.map(describe)}
  return {containers: groups[0] ?? []}
}

function mountsOneOf(row: ListedContainer, folders: readonly string[]): boolean {
  return row.mounts.some(m => folders.some(f => f === m.source || f.startsWith(`${m.source}/`)))
}

function runsDkron(row: ListedContainer): boolean {
  return /(^|[/\s:])dkron/i.test(row.image) || /(^|[/\s])dkron(\s|$)/.test(row.command)
}

/** Containers joined, directly or through others, by a project or a network of their own. */
function groupTogether(rows: readonly ListedContainer[]): readonly (readonly ListedContainer[])[] {
  const groups: ListedContainer[][] = []
  for (const row of rows) {
    const related = groups.filter(g => g.some(other => belongTogether(row, other)))
    const rest = groups.filter(g => !related.includes(g))
    groups.length = 0
    groups.push(...rest, [...related.flat(), row])
  }
  return groups
}

function belongTogether(a: ListedContainer, b: ListedContainer): boolean {
  if (a.project !== null && b.project !== null && a.project.name === b.project.name) return true
  return a.networks.some(n => !sharedByAll.has(n) && b.networks.includes(n))
}

function describe(group: readonly ListedContainer[]): string {
  const [first] = group
  const names = group.map(row => row.names[0] ?? row.id.slice(0, 12)).join(', ')
  const folder = first?.project?.folder
  return folder ? `${names} (compose project in ${folder})` : names
}
