import {isMap, isScalar, isSeq, type Node, type Scalar, type YAMLSeq} from 'yaml'
import type {Path} from './compose-text.ts'
import {locate, parseComposeText, spliceAndProve} from './compose-text.ts'
import {servicePath} from './edit-service.ts'
import {addPair, appendItem, blockLines, editIn, flowText, type NewValue, rangeOf, setScalar} from './edit-tree.ts'
import type {Edit, Splice} from './splice.ts'
import {endOfLine, lineEndAt, refuse, startOfLine} from './splice.ts'

/** Edits of a service's networks, and of the project's; like those in edit-service.ts whole new texts or a reason. */

/** Fixes the address of a service in one of its networks (`ipv4_address`). */
export function setFixedAddress(text: string, service: string, network: string, address: string): Edit {
  return inNetwork(text, service, network, {ipv4_address: address}, path => {
    const present = find(text, [...path, 'ipv4_address'])
    return present ? setScalar(text, [...path, 'ipv4_address'], address) : addPair(text, path, 'ipv4_address', address)
  })
}

/** Gives a service one more name in one of its networks. */
export function addAlias(text: string, service: string, network: string, alias: string): Edit {
  return inNetwork(text, service, network, {aliases: [alias]}, path => {
    const present = find(text, [...path, 'aliases'])
    return present ? appendItem(text, [...path, 'aliases'], alias) : addPair(text, path, 'aliases', [alias])
  })
}

/** Says which subnet a network of the project has; refused where it has an `ipam:` already, or is made elsewhere. */
export function setSubnet(text: string, network: string, subnet: string): Edit {
  const ipam = {config: [{subnet}]}
  if (!find(text, ['services'])) return refuse('a file of the first format has no networks of its own')
  if (!find(text, ['networks'])) return addPair(text, [], 'networks', {[network]: {ipam}}, ['version', 'name'])
  if (!find(text, ['networks', network])) return addPair(text, ['networks'], network, {ipam})
  if (find(text, ['networks', network, 'external'])) {
    return refuse(`networks.${network} is external: its subnet is given where it is made`)
  }
  return find(text, ['networks', network, 'ipam'])
    ? refuse(`networks.${network} has an ipam: of its own`)
    : addPair(text, ['networks', network], 'ipam', ipam)
}

/** `edit` changes the network's own map; where there is none yet, `settings` is what it is to hold. */
function inNetwork(
  text: string,
  service: string,
  network: string,
  settings: {readonly [key: string]: NewValue},
  edit: (path: Path) => Edit,
): Edit {
  const path = servicePath(text, service)
  if (path === null) return refuse(`service "${service}" is not written in this file`)
  const networks = locate(parseComposeText(text) ?? [], [...path, 'networks'])
  if (!networks.ok) {
    return networks.reason.includes('is not in this file')
      ? addPair(text, path, 'networks', {[network]: settings}, ['container_name', 'image'])
      : refuse(networks.reason)
  }
  const within = [...path, 'networks']
  if (isMap(networks.node)) {
    return networks.node.has(network) ? edit([...within, network]) : addPair(text, within, network, settings)
  }
  return isSeq(networks.node)
    ? listToMap(text, within, networks.node, network, settings)
    : refuse(`${within.join('.')} is neither a map nor a list`)
}

/** A list of networks has no place for settings: `- name` becomes `name:`, in the same order and with its comments. */
function listToMap(
  text: string,
  path: Path,
  list: YAMLSeq,
  network: string,
  settings: {readonly [key: string]: NewValue},
): Edit {
  const names = list.items.flatMap(item => (isScalar(item) && typeof item.value === 'string' ? [item as Scalar] : []))
  const unknown = refuse(`${path.join('.')} is written in a way this edit does not know`)
  if (names.length !== list.items.length || !names.some(n => n.value === network)) return unknown
  const splice = list.flow ? flowSplice(list, names, network, settings) : blockSplice(text, names, network, settings)
  if (splice === null) return unknown
  const entries = names.map(n => [n.value, n.value === network ? settings : null])
  return spliceAndProve(text, splice, values => editIn(values, path, () => Object.fromEntries(entries)))
}

function flowSplice(list: YAMLSeq, names: readonly Scalar[], network: string, settings: NewValue): Splice {
  const [from, to] = rangeOf(list as Node)
  const pairs = names.map(n => `${flowText(String(n.value))}: ${n.value === network ? flowText(settings) : 'null'}`)
  return {from, to, insert: `{${pairs.join(', ')}}`}
}

function blockSplice(
  text: string,
  names: readonly Scalar[],
  network: string,
  settings: {readonly [key: string]: NewValue},
): Splice | null {
  const first = names[0]
  const last = names.at(-1)
  if (!first || !last) return null
  const dash = text.lastIndexOf('-', rangeOf(first)[0] - 1)
  const from = startOfLine(text, dash)
  const to = endOfLine(text, rangeOf(last)[1])
  const indent = text.slice(from, dash)
  if (indent.trim() !== '') return null
  // In a list the dash may stand right under the key; keys of a map have to stand further in.
  const inner = `${indent}  `
  const eol = lineEndAt(text, from)
  const lines = text.slice(from, to).split(eol)
  const changed = lines.flatMap(line => {
    const item = /^\s*-\s+(?:"([^"]*)"|'([^']*)'|([^\s#]+))(.*)$/.exec(line)
    const name = item?.[1] ?? item?.[2] ?? item?.[3]
    if (!item || name === undefined) return [line]
    const own = `${inner}${flowText(name)}:${item[4] ?? ''}`
    if (name !== network) return [own]
    return [own, ...Object.entries(settings).flatMap(([key, value]) => blockLines(`${inner}  `, key, value))]
  })
  return {from, to, insert: changed.join(eol)}
}

function find(text: string, path: Path): boolean {
  return locate(parseComposeText(text) ?? [], path).ok
}
