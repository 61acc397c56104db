import {createTwoFilesPatch} from 'diff'
import type {ComposeFile, ComposeService} from '../../case/case.ts'
import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {setEnvironment, setFlag, setServiceKey} from '../../formats/compose/edit/edit-service.ts'
import type {Edit} from '../../formats/compose/edit/splice.ts'
import type {PlanInput, PlanStep} from '../plan.ts'
import type {PlanContext} from './context.ts'

/** One change of one service's text. */
export interface ServiceEdit {
  readonly server: Server
  /** In words, for the step's title: `set --node-name=n1 in service "dkron"`. */
  readonly title: string
  /** Ways to write it, best first; the first that can be done with certainty is taken. */
  readonly ways: readonly ((text: string, service: string) => Edit)[]
}

export interface EditedFiles {
  readonly steps: readonly PlanStep[]
  readonly inputs: readonly PlanInput[]
  /** Edits that could not be made, each with the reason. */
  readonly failed: readonly {readonly edit: ServiceEdit; readonly why: string}[]
}

/** Makes all edits, several to one file included, and shows each changed file as one step with its diff. */
export function editCompose(context: PlanContext, edits: readonly ServiceEdit[]): EditedFiles {
  const texts = new Map<string, string>()
  const titles = new Map<string, string[]>()
  const failed: {edit: ServiceEdit; why: string}[] = []
  for (const edit of edits) {
    const done = applyEdit(context, texts, edit)
    if (typeof done === 'string') titles.set(done, [...(titles.get(done) ?? []), edit.title])
    else failed.push({edit, why: done.why})
  }
  const originals = [...context.texts.values()]
  const changed = originals.filter(t => texts.get(t.realPath) !== undefined && texts.get(t.realPath) !== t.text)
  return {
    failed,
    inputs: changed.map(t => ({path: t.realPath, sha256: t.sha256})),
    steps: changed.map((t, i) => ({
      id: `compose-${i + 1}`,
      title: `${t.realPath}: ${(titles.get(t.realPath) ?? []).join('; ')}`,
      action: {
        kind: 'write-file' as const,
        path: t.realPath,
        text: texts.get(t.realPath) ?? t.text,
        ifNew: {mode: 0o644, ownerOf: t.realPath},
      },
      diff: unifiedDiff(t.realPath, t.text, texts.get(t.realPath) ?? t.text),
      undo: 'The old file is put back, byte for byte.',
    })),
  }
}

export function unifiedDiff(path: string, before: string, after: string): string {
  // The two lines of the format before the file names say nothing here.
  return createTwoFilesPatch(path, path, before, after, '', '', {context: 2}).split('\n').slice(2).join('\n')
}

/** The real path of the file it was done in, or why it could not be done. */
function applyEdit(context: PlanContext, texts: Map<string, string>, edit: ServiceEdit): string | {why: string} {
  const {compose} = edit.server
  if (compose === null) return {why: `no compose file of ${edit.server.label} is known (name it with --compose)`}
  const reasons: string[] = []
  // A later file overrides an earlier one, so the last that can be edited is where the setting counts.
  for (const way of edit.ways) {
    for (const name of [...compose.file.files].reverse()) {
      const original = context.texts.get(name)
      if (!original) continue
      const text = texts.get(original.realPath) ?? original.text
      const result = way(text, compose.service.name)
      if (result.ok) {
        texts.set(original.realPath, result.text)
        return original.realPath
      }
      reasons.push(result.reason)
    }
  }
  return {why: reasons[0] ?? `the text of ${compose.file.file} was not read`}
}

/**
 * Gives a service a fixed server ID, in the form the file already uses: where the present name comes from a flag, the
 * variable or `hostname:`, that is changed; else the flag is added, or the variable where Dkron is set up by variables.
 */
export function serverIdEdit(server: Server, serverId: string): ServiceEdit {
  const flag = (text: string, service: string) => setFlag(text, service, '--node-name', serverId)
  const variable = (text: string, service: string) => setEnvironment(text, service, 'DKRON_NODE_NAME', serverId)
  const hostname = (text: string, service: string) => setServiceKey(text, service, 'hostname', serverId)
  const origin = originOf(server)
  const title = `fix the server ID "${serverId}" in service "${server.compose?.service.name ?? ''}"`
  if (origin === 'flag') return {server, title, ways: [flag]}
  if (origin === 'environment') return {server, title, ways: [variable]}
  const service = server.compose?.service
  if (service?.hostname) return {server, title, ways: [hostname, flag]}
  const byVariables = service ? usesVariables(service) : false
  return {server, title, ways: byVariables ? [variable, flag, hostname] : [flag, variable, hostname]}
}

/** From the file that will be edited, not from the container: it may have been edited since the container was made. */
function originOf(server: Server): 'flag' | 'environment' | null {
  const service = server.compose?.service
  const words = [...(service?.entrypoint?.value ?? []), ...(service?.command?.value ?? [])]
  if (words.some(w => /(^|\s)--node-name(=|\s|$)/.test(w))) return 'flag'
  if (service?.environment.some(e => e.name === 'DKRON_NODE_NAME')) return 'environment'
  const kind = readValue(server.identity)?.from.origin.kind
  return service === undefined && (kind === 'flag' || kind === 'environment') ? kind : null
}

function usesVariables(service: ComposeService): boolean {
  const flags = (service.command?.value ?? []).some(w => w.startsWith('--'))
  return !flags && service.environment.some(e => e.name.startsWith('DKRON_'))
}

/** `docker compose … up -d SERVICE…` for the services of these servers. */
export function recreateWords(servers: readonly Server[]): readonly string[] {
  const byFile = new Map<ComposeFile, string[]>()
  for (const {compose} of servers) {
    if (compose) byFile.set(compose.file, [...(byFile.get(compose.file) ?? []), compose.service.name])
  }
  return [...byFile].map(([file, services]) => {
    const files = file.files.map(f => `-f ${f}`).join(' ')
    return `docker compose ${files} up -d ${services.join(' ')}`
  })
}
