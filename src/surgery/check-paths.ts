import {accessSync, constants, lstatSync, realpathSync} from 'node:fs'
import {dirname} from 'node:path'
import type {FileAction, Plan} from '../repairs/plan.ts'
import {partsOf} from '../repairs/plan-steps.ts'
import {type Refusal, refusalOf, refuse} from './refusal.ts'

/**
 * Whether every path of a plan is what the plan takes it for, and may be changed by this user so that it stays with
 * its owner: no links, files and folders where they are expected, folders that can be written. Nothing is changed.
 */
export function checkPaths(plan: Pick<Plan, 'stores' | 'steps'>): readonly Refusal[] {
  const folders = plan.stores.flatMap(({dataDir}) => guarded(dataDir, () => checkFolder(dataDir)))
  if (folders.length > 0) return folders
  return partsOf(plan).files.flatMap(({action}) => guarded(action.path, () => checkAction(action)))
}

function guarded(path: string, check: () => readonly Refusal[]): readonly Refusal[] {
  try {
    return check()
  } catch (error) {
    return [refusalOf(error, path)]
  }
}

function checkFolder(path: string): readonly Refusal[] {
  const linked = checkLinks(path)
  if (linked.length > 0) return linked
  return lstatSync(path).isDirectory() ? [] : refuse('wrong-kind', path, `${path} is not a folder`).refusals
}

/** The path and everything above it must be free of links: a link could be turned elsewhere between two steps. */
function checkLinks(path: string): readonly Refusal[] {
  const real = lstatSync(path).isSymbolicLink() ? null : realpathSync(path)
  if (real === path) return []
  const target = realpathSync(path)
  return refuse('symlink', path, `${path} is a symbolic link or lies below one`, [`Name the real path: ${target}`])
    .refusals
}

function checkAction(action: FileAction): readonly Refusal[] {
  const {path} = action
  const folder = dirname(path)
  const inFolder = checkFolder(folder)
  if (inFolder.length > 0) return inFolder
  accessSync(folder, constants.W_OK | constants.X_OK)
  const stat = lstatSync(path, {throwIfNoEntry: false})
  if (stat?.isSymbolicLink()) return checkLinks(path)
  if (action.kind === 'write-file' || action.kind === 'export-state') {
    if (stat === undefined) return checkOwner(path, lstatSync(action.ifNew.ownerOf))
  }
  if (stat === undefined) return refuse('missing', path, `there is no ${path}`).refusals
  if (action.kind === 'move-aside') {
    return stat.isDirectory() ? [] : refuse('wrong-kind', path, `${path} is not a folder`).refusals
  }
  if (!stat.isFile()) return refuse('wrong-kind', path, `${path} is not a file`).refusals
  if (action.kind === 'remove-file') return []
  accessSync(path, constants.R_OK)
  return checkOwner(path, stat)
}

/** The owner of the new file is to be the owner of the old one: root may give files away, others only to themselves. */
function checkOwner(path: string, {uid, gid}: {uid: number; gid: number}): readonly Refusal[] {
  const own = process.geteuid?.() ?? uid
  if (own === 0) return []
  const groups = [process.getegid?.() ?? gid, ...(process.getgroups?.() ?? [])]
  if (uid === own && groups.includes(gid)) return []
  return refuse('foreign-owner', path, `${path} belongs to ${uid}:${gid}, and only root could leave it so`, [
    `Run it again as root, or as user ${uid}.`,
  ]).refusals
}
