import {isMap, isScalar, isSeq, type Scalar} from 'yaml'
import {splitCommand} from '../split-command.ts'
import type {Path} from './compose-text.ts'
import {locate, parseComposeText, spliceAndProve} from './compose-text.ts'
import {addPair, appendItem, editIn, rangeOf, setScalar} from './edit-tree.ts'
import {escapeInterpolation} from './scalar-text.ts'
import type {Edit} from './splice.ts'
import {refuse} from './splice.ts'

/**
 * Edits of one compose service. Each returns the whole new text, differing from the old only at the intended place,
 * or the reason why this file cannot be edited with certainty.
 */

/** Path of a service: version 1 files have no `services:` level. */
export function servicePath(text: string, service: string): Path | null {
  const documents = parseComposeText(text)
  if (documents === null) return null
  if (locate(documents, ['services', service]).ok) return ['services', service]
  return locate(documents, [service]).ok && !locate(documents, ['services']).ok ? [service] : null
}

/** Sets a long flag in `command`: replaced where it stands, else appended. String, list and multi-line forms. */
export function setFlag(text: string, service: string, flag: string, value: string): Edit {
  const path = servicePath(text, service)
  if (path === null) return refuse(`service "${service}" is not written in this file`)
  const documents = parseComposeText(text) ?? []
  const command = locate(documents, [...path, 'command'])
  if (!command.ok) return refuse(command.reason)
  const written = escapeInterpolation(value)
  if (isSeq(command.node)) return setFlagInList(text, [...path, 'command'], command.node.toJSON(), flag, written)
  if (isScalar(command.node) && typeof command.node.value === 'string') {
    return setFlagInString(text, [...path, 'command'], command.node, flag, written)
  }
  return refuse('command is neither a string nor a list')
}

function setFlagInList(text: string, path: Path, items: unknown, flag: string, value: string): Edit {
  const list = Array.isArray(items) ? items.map(String) : []
  const joined = list.findIndex(i => i.startsWith(`${flag}=`))
  if (list.filter(i => i === flag || i.startsWith(`${flag}=`)).length > 1) return refuse(`${flag} is given twice`)
  if (joined >= 0) return setScalar(text, [...path, joined], `${flag}=${value}`)
  const apart = list.indexOf(flag)
  if (apart >= 0) return setScalar(text, [...path, apart + 1], value)
  return appendItem(text, path, `${flag}=${value}`)
}

function setFlagInString(text: string, path: Path, node: Scalar, flag: string, value: string): Edit {
  if (/[\s'"\\]/.test(value)) return refuse(`"${value}" needs quoting inside the command string`)
  const words = splitCommand(String(node.value))
  const given = words.filter(w => w === flag || w.startsWith(`${flag}=`))
  if (given.length > 1) return refuse(`${flag} is given twice`)
  const [from, to] = rangeOf(node)
  const source = text.slice(from, to)
  if (given.length === 1) {
    const pattern = new RegExp(`(${flag}(?:=|\\s+))("[^"]*"|'[^']*'|[^\\s"']+)`, 'g')
    const hits = [...source.matchAll(pattern)]
    const hit = hits[0]
    if (hits.length !== 1 || hit?.[1] === undefined || hit[2] === undefined)
      return refuse(`${flag} cannot be found surely`)
    const start = from + hit.index + hit[1].length
    return proveWords(text, {from: start, to: start + hit[2].length, insert: value}, path, words, flag, value)
  }
  const closing = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0
  const content = source.slice(0, source.length - closing)
  const at = from + content.trimEnd().length
  return proveWords(text, {from: at, to: at, insert: ` ${flag}=${value}`}, path, words, flag, value)
}

/** The command string may be quoted and folded in many ways; what counts is the words it splits into. */
function proveWords(
  text: string,
  splice: {readonly from: number; readonly to: number; readonly insert: string},
  path: Path,
  words: readonly string[],
  flag: string,
  value: string,
): Edit {
  const edited = text.slice(0, splice.from) + splice.insert + text.slice(splice.to)
  const after = locate(parseComposeText(edited) ?? [], path)
  if (!after.ok || !isScalar(after.node)) return refuse('the edited text would not parse')
  const newText = String(after.node.value)
  const wanted = withFlag(words, flag, value)
  if (JSON.stringify(splitCommand(newText)) !== JSON.stringify(wanted)) {
    return refuse('the edit would change more than the intended word')
  }
  return spliceAndProve(text, splice, values => editIn(values, path, () => newText))
}

function withFlag(words: readonly string[], flag: string, value: string): readonly string[] {
  const joined = words.findIndex(w => w.startsWith(`${flag}=`))
  if (joined >= 0) return words.map((w, i) => (i === joined ? `${flag}=${value}` : w))
  const apart = words.indexOf(flag)
  if (apart >= 0) return words.map((w, i) => (i === apart + 1 ? value : w))
  return [...words, `${flag}=${value}`]
}

/** Sets one environment variable, in the map or list form the service uses; `environment:` is made when missing. */
export function setEnvironment(text: string, service: string, name: string, value: string): Edit {
  const path = servicePath(text, service)
  if (path === null) return refuse(`service "${service}" is not written in this file`)
  const written = escapeInterpolation(value)
  const environment = locate(parseComposeText(text) ?? [], [...path, 'environment'])
  if (!environment.ok) {
    return environment.reason.includes('is not in this file')
      ? addPair(text, path, 'environment', {[name]: written}, ['image', 'command'])
      : refuse(environment.reason)
  }
  if (isMap(environment.node)) {
    return environment.node.has(name)
      ? setScalar(text, [...path, 'environment', name], written)
      : addPair(text, [...path, 'environment'], name, written)
  }
  if (!isSeq(environment.node)) return refuse('environment is neither a map nor a list')
  const items = (environment.node.toJSON() as unknown[]).map(String)
  const index = items.findIndex(i => i === name || i.startsWith(`${name}=`))
  return index >= 0
    ? setScalar(text, [...path, 'environment', index], `${name}=${written}`)
    : appendItem(text, [...path, 'environment'], `${name}=${written}`)
}

/** Sets a plain key of the service, e.g. `hostname`. */
export function setServiceKey(text: string, service: string, key: string, value: string): Edit {
  const path = servicePath(text, service)
  if (path === null) return refuse(`service "${service}" is not written in this file`)
  const written = escapeInterpolation(value)
  const existing = locate(parseComposeText(text) ?? [], [...path, key])
  if (existing.ok) return setScalar(text, [...path, key], written)
  return existing.reason.includes('is not in this file')
    ? addPair(text, path, key, written, ['container_name', 'image'])
    : refuse(existing.reason)
}
