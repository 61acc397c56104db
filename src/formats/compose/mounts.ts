import type {ComposeService} from '../../case/case.ts'
import type {ComposeNode} from './compose-node.ts'
import {itemsOf, textAt} from './compose-node.ts'

export type ComposeMount = ComposeService['mounts'][number]

/** What a service mounts: `volumes` in the short or the long form, and `tmpfs`. */
export function mountsOf(volumes: ComposeNode | null, tmpfs: ComposeNode | null): readonly ComposeMount[] {
  const memory = itemsOf(tmpfs).flatMap((item): ComposeMount[] => {
    if (item.kind !== 'scalar' || item.value === null) return []
    const [target = ''] = item.value.split(':')
    return [{type: 'tmpfs', source: null, target, readOnly: false, place: item.place}]
  })
  return [...itemsOf(volumes).flatMap(item => mountOf(item) ?? []), ...memory]
}

/** The path in the container that an item of `volumes` stands for; overrides are merged by it. */
export function mountTarget(item: ComposeNode): string {
  return mountOf(item)?.target ?? ''
}

function mountOf(item: ComposeNode): ComposeMount | null {
  if (item.kind === 'scalar') return item.value === null ? null : shortForm(item.value, item)
  const target = textAt(item, 'target') ?? textAt(item, 'destination') ?? textAt(item, 'dst')
  if (item.kind !== 'map' || target === null) return null
  const source = (textAt(item, 'source') ?? textAt(item, 'src'))?.value ?? null
  const readOnly = (textAt(item, 'read_only') ?? textAt(item, 'readonly'))?.value === 'true'
  const type = textAt(item, 'type')?.value ?? 'volume'
  const mount = {source, target: target.value, readOnly, place: item.place}
  if (type === 'bind' || type === 'npipe') return {type: 'bind', ...mount}
  if (type === 'tmpfs') return {type: 'tmpfs', ...mount, source: null}
  return {type: source === null ? 'anonymous' : 'volume', ...mount}
}

/** `SOURCE:TARGET[:OPTIONS]` or `TARGET` alone; a drive letter's colon parts nothing. */
function shortForm(text: string, item: ComposeNode): ComposeMount {
  const m = /^((?:[A-Za-z]:(?=[\\/]))?[^:]*)(?::((?:[A-Za-z]:(?=[\\/]))?[^:]*))?(?::(.*))?$/s.exec(text)
  const [, first = text, second, options = ''] = m ?? []
  const readOnly = options.split(',').includes('ro')
  if (second === undefined) return {type: 'anonymous', source: null, target: first, readOnly, place: item.place}
  const type = isHostPath(first) ? 'bind' : 'volume'
  return {type, source: first, target: second, readOnly, place: item.place}
}

/** Compose takes what starts like a path for one on the host; anything else names a volume. */
export function isHostPath(source: string): boolean {
  return /^[./~\\]|^[A-Za-z]:[\\/]/.test(source)
}
