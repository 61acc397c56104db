import type {CronicleConfig, CronicleServer} from '../../../case/cronicle.ts'
import {readValue} from '../../../case/read.ts'
import {decodeConfig} from '../../../formats/cronicle/decode-config.ts'
import {type JsonChange, type JsonScalar, setMembers} from '../../../formats/edit-json.ts'
import type {PlanInput, PlanStep} from '../../plan.ts'
import {type CronicleContext, notHere} from './context.ts'
import {hashText} from './hash-text.ts'

export interface ConfigEdit {
  readonly step: PlanStep
  readonly input: PlanInput
  /** As the server reads it afterwards. */
  readonly after: CronicleConfig
}

/** Sets members of a server's config.json; the plan holds these members, and nothing else of the file. */
export function editConfig(
  context: CronicleContext,
  server: CronicleServer | null,
  label: string,
  members: Readonly<Record<string, JsonScalar>>,
): ConfigEdit | {readonly why: string} {
  const away = notHere(context, server, label)
  if (away !== null) return {why: away}
  const file = server && readValue(server.config)?.file
  const original = file ? context.texts.get(file) : undefined
  if (!file || original === undefined) return {why: `config.json of ${label} was not read`}
  const edit = setMembers(original.text, members)
  if ('reason' in edit) return {why: `${file}: ${edit.reason}`}
  if (edit.changes.length === 0) return {why: `${file} says so already`}
  // Keys are not looked at here: only where settings stand and what they say.
  const after = decodeConfig(edit.text, file, () => '')
  if ('reason' in after) return {why: `${file}: ${after.reason}`}
  const path = original.realPath
  return {
    after: after.config,
    input: {path, sha256: original.sha256},
    step: {
      id: `config-${label}`,
      title: `${path}: set ${edit.changes.map(c => `${c.key} to ${c.after}`).join(' and ')}`,
      action: {kind: 'edit-text', path, splices: edit.splices, sha256: hashText(edit.text)},
      diff: diffOf(path, edit.changes),
      undo: 'The old file is put back, byte for byte.',
    },
  }
}

/** Only the members themselves: the lines around them may hold keys. */
function diffOf(path: string, changes: readonly JsonChange[]): string {
  const lines = changes.flatMap(({key, before, after, line}) => [
    `@@ line ${line} @@`,
    ...(before === null ? [] : [`-"${key}": ${before}`]),
    `+"${key}": ${after}`,
  ])
  return `${[`--- ${path}`, `+++ ${path}`, ...lines].join('\n')}\n`
}
