import type {Server} from '../../facts/types.ts'
import type {Edit} from '../../formats/compose/edit/splice.ts'
import type {PlanInput, PlanStep} from '../plan.ts'
import type {PlanContext, PlannedText} from './context.ts'
import {type Effect, provesEffect} from './prove-edit.ts'
import {unifiedDiff} from './unified-diff.ts'

/** A server, as far as its text is concerned. */
export type ComposedServer = Pick<Server, 'label' | 'compose'>

/** One change of one service's text. */
export interface ServiceEdit<S extends ComposedServer = Server> {
  readonly server: S
  /** In words, for the step's title: `fix the server ID "n1" in service "dkron"`. */
  readonly title: string
  /** Ways to write it, best first; the first that can be done with certainty is taken. */
  readonly ways: readonly ((text: string, service: string) => Edit)[]
  /** What it is to change once all files are merged; a way that does not come to that is not taken. */
  readonly effect: Effect
  /** The same for a person: text to write, and where. */
  readonly byHand: readonly string[]
}

export interface EditedFiles {
  readonly steps: readonly PlanStep[]
  readonly inputs: readonly PlanInput[]
  readonly failed: EditedTexts['failed']
}

export interface EditedTexts<S extends ComposedServer = Server> {
  /** Every file that changes: as it is, as it will be, and what is done to it, in words. */
  readonly changed: readonly {readonly original: PlannedText; readonly text: string; readonly titles: string}[]
  /** Edits that could not be made, each with the reason. */
  readonly failed: readonly {readonly edit: ServiceEdit<S>; readonly why: string}[]
}

/** Makes all edits, several to one file included, and shows each changed file as one step with its diff. */
export function editCompose(context: PlanContext, edits: readonly ServiceEdit[]): EditedFiles {
  const {changed, failed} = editTexts(context.texts, edits)
  return {
    failed,
    inputs: changed.map(({original}) => ({path: original.realPath, sha256: original.sha256})),
    steps: changed.map(({original: {realPath: path, text: before}, text, titles}, i) => ({
      id: `compose-${i + 1}`,
      title: `${path}: ${titles}`,
      action: {kind: 'write-file' as const, path, text, ifNew: {mode: 0o644, ownerOf: path}},
      diff: unifiedDiff(path, before, text),
      undo: 'The old file is put back, byte for byte.',
    })),
  }
}

/** The edits as texts. `originals`: compose files, by the path the case knows them by. */
export function editTexts<S extends ComposedServer>(
  originals: PlanContext['texts'],
  edits: readonly ServiceEdit<S>[],
): EditedTexts<S> {
  const texts = new Map<string, string>()
  const titles = new Map<string, string[]>()
  const failed: {edit: ServiceEdit<S>; why: string}[] = []
  for (const edit of edits) {
    const done = applyEdit(originals, texts, edit)
    if (typeof done === 'string') titles.set(done, [...(titles.get(done) ?? []), edit.title])
    else failed.push({edit, why: done.why})
  }
  // One file may be known under several paths.
  const files = new Map([...originals.values()].map(t => [t.realPath, t]))
  return {
    failed,
    changed: [...files.values()].flatMap(original => {
      const text = texts.get(original.realPath) ?? original.text
      return text === original.text ? [] : [{original, text, titles: (titles.get(original.realPath) ?? []).join('; ')}]
    }),
  }
}

/** Text to write by hand for every edit that was not made. */
export function byHandOf({failed}: EditedFiles): readonly string[] {
  return failed.flatMap(f => [`${f.edit.server.label}: ${f.why}. By hand:`, ...f.edit.byHand])
}

/** The real path of the file it was done in, or why it could not be done. */
function applyEdit(
  originals: PlanContext['texts'],
  texts: Map<string, string>,
  edit: ServiceEdit<ComposedServer>,
): string | {why: string} {
  const {compose} = edit.server
  if (compose === null) return {why: 'no compose file of it is known (--compose FILE)'}
  if ((compose.service.replicas?.value ?? 1) !== 1) {
    return {why: `service "${compose.service.name}" runs several containers, and a setting goes to all of them`}
  }
  const reasons: string[] = []
  // A later file overrides an earlier one, so the last that can be edited is where the setting counts.
  for (const way of edit.ways) {
    for (const name of [...compose.file.files].reverse()) {
      const original = originals.get(name)
      if (!original) continue
      const text = texts.get(original.realPath) ?? original.text
      const result = way(text, compose.service.name)
      if (!result.ok) {
        reasons.push(result.reason)
        continue
      }
      const before = textsOf(originals, texts)
      const after = textsOf(originals, new Map(texts).set(original.realPath, result.text))
      if (provesEffect(compose.file, compose.service.name, before, after, edit.effect)) {
        texts.set(original.realPath, result.text)
        return original.realPath
      }
      reasons.push(`written into ${name}, it would not have the intended effect alone`)
    }
  }
  return {why: reasons[0] ?? `the text of ${compose.file.file} was not read`}
}

/** Every known text under the path the case knows it by, edits so far included. */
function textsOf(originals: PlanContext['texts'], edited: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...originals].map(([name, {realPath, text}]) => [name, edited.get(realPath) ?? text]))
}
