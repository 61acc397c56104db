import type {ApiAnswers, ComposeFile, Container, DockerNetwork, ServerLog} from '../../case/case.ts'
import {decodeApiFile} from '../../formats/dkron/decode-api-file.ts'
import {decodeInspect, decodeNetworkInspect} from '../../formats/docker/decode-inspect.ts'
import type {TextRead} from './read-text.ts'
import {fileReason, readText, StandardInput, takenReason} from './read-text.ts'
import {serverNameOf} from './server-name.ts'

export interface EvidencePaths {
  readonly inspect: readonly string[]
  readonly network: readonly string[]
  readonly compose: readonly string[]
  readonly log: readonly string[]
  readonly api: readonly string[]
}

export interface Unread {
  readonly where: string
  readonly reason: string
}

export interface Evidence {
  readonly containers: readonly Container[]
  readonly networks: readonly DockerNetwork[]
  readonly compose: readonly ComposeFile[]
  readonly logs: readonly ServerLog[]
  readonly api: readonly ApiAnswers[]
  readonly unread: readonly Unread[]
}

/**
 * Reads saved evidence from files; `-` stands for standard input, for one file of all. Whatever cannot be read or
 * understood becomes an entry of `unread` with the reason; nothing is thrown for it.
 */
export async function readEvidence(paths: EvidencePaths): Promise<Evidence> {
  const reader = new EvidenceReader()
  const containers: Container[] = []
  for (const path of paths.inspect) {
    const text = await reader.text(path)
    if (text === null) continue
    const decoded = decodeInspect(text, sourceName(path))
    containers.push(...decoded.containers)
    reader.note(path, decoded.problems)
  }
  const networks: DockerNetwork[] = []
  for (const path of paths.network) {
    const text = await reader.text(path)
    if (text === null) continue
    const decoded = decodeNetworkInspect(text, sourceName(path))
    networks.push(...decoded.networks)
    reader.note(path, decoded.problems)
  }
  const api: ApiAnswers[] = []
  for (const path of paths.api) {
    const text = await reader.text(path)
    if (text === null) continue
    const decoded = decodeApiFile(text)
    if ('reason' in decoded) reader.note(path, [decoded.reason])
    else api.push({source: sourceName(path), server: serverNameOf(path), answers: decoded.answers})
  }
  const compose = await reader.compose(paths.compose, containers)
  const logs = await reader.logs(paths.log)
  return {containers: onceEach(containers), networks, compose, logs, api, unread: reader.unread}
}

/** A container that several files show is one all the same; what was named last counts. */
function onceEach(containers: readonly Container[]): readonly Container[] {
  return containers.filter(({id}, i) => id === '' || containers.findLastIndex(c => c.id === id) === i)
}

class EvidenceReader {
  readonly unread: Unread[] = []
  private readonly standardInput = new StandardInput()

  note(path: string, reasons: readonly string[]): void {
    for (const reason of reasons) this.unread.push({where: sourceName(path), reason})
  }

  async text(path: string): Promise<string | null> {
    const got: TextRead = path === '-' ? await this.standardInput.readText() : await readText(path)
    if ('text' in got) return got.text
    this.note(path, [got.reason])
    return null
  }

  /** The YAML library is loaded only when there is a compose file to read. */
  async compose(paths: readonly string[], containers: readonly Container[]): Promise<readonly ComposeFile[]> {
    if (paths.length === 0) return []
    const texts = new Map<string, string>()
    if (paths.includes('-')) {
      const text = await this.text('-')
      if (text !== null) texts.set('-', text)
    }
    const {readCompose} = await import('./read-compose.ts')
    const given = paths.filter((path, i) => path !== '-' || (texts.has('-') && paths.indexOf('-') === i))
    const read = readCompose(given, containers, texts)
    this.unread.push(...read.unread)
    return read.compose
  }

  async logs(paths: readonly string[]): Promise<readonly ServerLog[]> {
    if (paths.length === 0) return []
    const {readLog} = await import('./read-log.ts')
    const logs: ServerLog[] = []
    for (const path of paths) {
      const input = path === '-' ? this.standardInput.take() : path
      if (input === null) {
        this.note(path, [takenReason])
        continue
      }
      try {
        const read = await readLog(input, sourceName(path), serverNameOf(path))
        const known = read.filter(log => log.lines.some(line => line.level !== null || line.node !== null))
        logs.push(...known)
        if (known.length === 0) this.note(path, [read.length === 0 ? 'is empty' : 'holds no line of a Dkron log'])
      } catch (error) {
        this.note(path, [fileReason(error)])
      }
    }
    return logs
  }
}

function sourceName(path: string): string {
  return path === '-' ? 'standard input' : path
}
