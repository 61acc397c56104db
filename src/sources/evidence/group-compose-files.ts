import {basename, dirname} from 'node:path'
import type {Container} from '../../case/case.ts'
import type {ComposeText} from '../../formats/compose/decode-compose.ts'
import {needsBase} from '../../formats/compose/needs-base.ts'

/**
 * Which compose files make one project: those that a container's label names together (in the label's order), an
 * override with the file before it; any other file is a project of its own, such as those of several hosts.
 */
export function groupComposeFiles(
  files: readonly ComposeText[],
  containers: readonly Container[],
): readonly (readonly ComposeText[])[] {
  const groups: ComposeText[][] = []
  let left = [...files]
  for (const container of containers) {
    const together = (container.compose?.files ?? []).flatMap(label => left.find(f => sameFile(f.path, label)) ?? [])
    if (together.length < 2) continue
    groups.push(together)
    left = left.filter(f => !together.includes(f))
  }
  const others: ComposeText[][] = []
  for (const file of left) {
    const before = others.at(-1)
    if (before !== undefined && isOverride(file, before)) before.push(file)
    else others.push([file])
  }
  return [...groups, ...others]
}

/** A label holds the path on the host that ran compose; saved files lie elsewhere, so their names have to do. */
function sameFile(path: string, label: string): boolean {
  return basename(path) === basename(label.trim())
}

function isOverride(file: ComposeText, before: readonly ComposeText[]): boolean {
  const last = before.at(-1)
  if (last === undefined) return false
  if (dirname(last.path) === dirname(file.path) && /\boverride\b/.test(basename(file.path))) return true
  return needsBase(file)
}
