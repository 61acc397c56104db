import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {applySplices} from '../formats/apply-splices.ts'
import type {
  ConfigurationChange,
  EditText,
  ExportState,
  FileAction,
  PlanStep,
  RewriteRaftDb,
  WriteFile,
} from '../repairs/plan.ts'
import {exportTexts} from '../sources/export-state.ts'
import {ownershipFor} from './describe-step.ts'
import type {Disk} from './disk.ts'
import {commitFile, discard, type NewFile, prepareFile, renameDurably} from './durable-replace.ts'
import {hashFile, readImprint} from './imprint.ts'
import type {StepRecord} from './ledger-records.ts'
import {type Attempt, done, refusalOf, refuse} from './refusal.ts'
import {type AppendedConfiguration, type Rewritten, rewriteRaftDb, verifyRewritten} from './rewrite-store.ts'

export interface StepContext {
  readonly disk: Disk
  /** Saves the record, before anything that it announces is done. */
  readonly save: (record: StepRecord) => Promise<void>
  /** Called with a file that is about to become a raft.db, so that it can be locked first. */
  readonly beforeCommit: (temporary: string, path: string) => Attempt<void>
  readonly onProgress?: (doneBytes: number, ofBytes: number) => void
}

/**
 * Does one step, whose record has been saved: a new file is made and verified beside the old one, its hash saved, and
 * then renamed; something in the way is renamed. On trouble the disk is as before.
 */
export async function doStep(
  context: StepContext,
  step: PlanStep<FileAction>,
  record: StepRecord,
): Promise<Attempt<StepRecord>> {
  const {disk, save, beforeCommit} = context
  const {path, other} = record
  if (record.effect === 'aside') return tryRename(disk, record)
  const prepared = await prepareFile(disk, newFileFor(context, step, record))
  if (!prepared.ok) return prepared
  const finished = {...record, after: readImprint(other)}
  try {
    const allowed = beforeCommit(other, path)
    if (!allowed.ok) {
      discard(disk, other)
      return allowed
    }
    await save(finished)
    commitFile(disk, other, path)
    return done(finished)
  } catch (error) {
    discard(disk, other)
    return {ok: false, refusals: [refusalOf(error, path)]}
  }
}

/** Whether the entry goes where the plan says, or behind that where the log may have grown since. */
export function isPlannedPlace(change: ConfigurationChange, {index, term}: {index: bigint; term: bigint}): boolean {
  const planned = {index: BigInt(change.index), term: BigInt(change.term)}
  if (change.mayGrow) return index >= planned.index && term >= planned.term
  return index === planned.index && term === planned.term
}

/** The appended configuration as the rewriter takes it. */
export const decodeChange = ({servers, snapshot}: ConfigurationChange): AppendedConfiguration => ({
  servers,
  snapshot: snapshot && {index: BigInt(snapshot.index), term: BigInt(snapshot.term)},
})

function newFileFor(context: StepContext, step: PlanStep<FileAction>, record: StepRecord): NewFile {
  const common = {temporary: record.other, ownership: ownershipFor(record, step), time: null}
  const {action} = step
  if (action.kind === 'rewrite-raft-db') return {...common, ...rewriting(action, context.onProgress)}
  if (action.kind === 'write-file') return {...common, ...writing(action)}
  if (action.kind === 'edit-text') return {...common, ...editing(action)}
  if (action.kind === 'export-state') return {...common, ...exporting(action)}
  throw new RangeError(`${action.kind} makes no new file`)
}

function writing({text}: WriteFile): Pick<NewFile, 'fill' | 'verify'> {
  const bytes = Buffer.from(text, 'utf8')
  return {
    fill: write => {
      write(0, bytes)
      return done(undefined)
    },
    verify(path) {
      const wanted = createHash('sha256').update(bytes).digest('hex')
      return hashFile(path).sha256 === wanted ? null : 'it does not hold the text'
    },
  }
}

/** The input's hash was compared right before, so the text is the one that the places were counted in. */
function editing({path: source, splices, sha256}: EditText): Pick<NewFile, 'fill' | 'verify'> {
  return {
    fill(write) {
      const text = applySplices(readFileSync(source, 'utf8'), splices)
      if (text === null) return refuse('plan-refused', source, `the plan's places do not fit ${source}`)
      write(0, Buffer.from(text, 'utf8'))
      return done(undefined)
    },
    verify: path => (hashFile(path).sha256 === sha256 ? null : 'it does not hold what the plan was shown with'),
  }
}

function exporting(action: ExportState): Pick<NewFile, 'fill' | 'verify'> {
  return {
    fill(write) {
      let at = 0
      for (const text of exportTexts(action)) {
        const bytes = Buffer.from(text, 'utf8')
        write(at, bytes)
        at += bytes.length
      }
      return done(undefined)
    },
    verify: path => (hashFile(path).sha256 === action.sha256 ? null : 'it does not hold what the plan was shown with'),
  }
}

function rewriting(
  {path: source, change}: RewriteRaftDb,
  onProgress: StepContext['onProgress'],
): Pick<NewFile, 'fill' | 'verify'> {
  let written: Rewritten | null = null
  return {
    fill(write) {
      const rewritten = rewriteRaftDb({source, target: write, change: decodeChange(change), onProgress})
      if (!rewritten.ok) return rewritten
      const {index, term} = rewritten.value.place
      if (!isPlannedPlace(change, {index, term})) {
        const planned = `index ${change.index}, term ${change.term}`
        return refuse('inputs-changed', source, `the entry would get index ${index}, term ${term}, not ${planned}`)
      }
      written = rewritten.value
      return done(undefined)
    },
    verify: path => (written === null ? 'it was not written' : verifyRewritten(path, written)),
  }
}

function tryRename(disk: Disk, record: StepRecord): Attempt<StepRecord> {
  try {
    renameDurably(disk, record.path, record.other)
    return done(record)
  } catch (error) {
    return {ok: false, refusals: [refusalOf(error, record.path)]}
  }
}
