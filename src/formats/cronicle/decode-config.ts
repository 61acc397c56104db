import type {Place} from '../../case/case.ts'
import type {CronicleConfig, CronicleSetting, CronicleValue} from '../../case/cronicle.ts'
import {type JsonMember, type JsonNode, memberOf, parseJsonTree, placeOf} from '../json-tree.ts'
import {knownSettings, secretSetting} from './known-settings.ts'

/**
 * config.json as Cronicle reads it: strict JSON, keys told apart by case, the last of two equal keys counts.
 *
 * @param file shown in places
 * @param mark what stands for the secret key; equal keys must get equal marks
 */
export function decodeConfig(
  text: string,
  file: string,
  mark: (secret: string) => string,
): {readonly config: CronicleConfig} | {readonly reason: string} {
  const parsed = parseJsonTree(text)
  if ('reason' in parsed) return {reason: `Cronicle cannot start on it: ${parsed.reason}`}
  const {root} = parsed
  if (root.kind !== 'object') return {reason: 'Cronicle cannot start on it: it is no JSON object'}
  const place = (offset: number): Place => ({file, ...placeOf(text, offset)})
  const secret = memberOf(root, secretSetting)
  return {
    config: {
      file,
      settings: knownSettings.flatMap(path => settingAt(root, path, text, place)),
      secretKey: secret && {mark: mark(String(scalarOf(secret.value, text))), place: place(secret.start)},
      misspelt: misspeltIn(root, place),
    },
  }
}

function settingAt(
  root: JsonNode,
  path: string,
  text: string,
  place: (offset: number) => Place,
): readonly CronicleSetting[] {
  let found: JsonMember | null = null
  for (const key of path.split('/')) {
    found = memberOf(found === null ? root : found.value, key)
    if (found === null) return []
  }
  return found === null ? [] : [{path, value: scalarOf(found.value, text), place: place(found.start)}]
}

function scalarOf(node: JsonNode, text: string): CronicleValue {
  return node.kind === 'scalar' ? node.value : JSON.stringify(JSON.parse(text.slice(node.start, node.end)))
}

const top = [...knownSettings.filter(path => !path.includes('/')), secretSetting, 'Storage', 'WebServer']

function misspeltIn(root: JsonNode, place: (offset: number) => Place): CronicleConfig['misspelt'] {
  if (root.kind !== 'object') return []
  return root.members.flatMap(({key, start}) => {
    const meant = top.find(name => name !== key && plain(name) === plain(key))
    return meant === undefined ? [] : [{key, meant, place: place(start)}]
  })
}

/** What is left when case, blanks and the separators people mix up play no part. */
function plain(key: string): string {
  return key.replace(/[\s_-]+/g, '').toLowerCase()
}
