import {isSeq} from 'yaml'
import {locate, parseComposeText} from './compose-text.ts'
import {servicePath} from './edit-service.ts'
import {addPair, appendItem, setScalar} from './edit-tree.ts'
import type {Edit} from './splice.ts'
import {refuse} from './splice.ts'

/** Mounts a host folder at a path of a service; an anonymous volume written for that path gets the folder. */
export function setBindMount(text: string, service: string, source: string, target: string): Edit {
  const path = servicePath(text, service)
  if (path === null) return refuse(`service "${service}" is not written in this file`)
  const written = `${source}:${target}`
  const volumes = locate(parseComposeText(text) ?? [], [...path, 'volumes'])
  if (!volumes.ok) {
    return volumes.reason.includes('is not in this file')
      ? addPair(text, path, 'volumes', [written], ['container_name', 'image'])
      : refuse(volumes.reason)
  }
  if (!isSeq(volumes.node)) return refuse('volumes is no list')
  const items = (volumes.node.toJSON() as unknown[]).map(item => (typeof item === 'string' ? item : ''))
  const anonymous = items.findIndex(item => item.replace(/\/+$/, '') === target.replace(/\/+$/, ''))
  return anonymous >= 0
    ? setScalar(text, [...path, 'volumes', anonymous], written)
    : appendItem(text, [...path, 'volumes'], written)
}
