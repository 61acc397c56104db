import {posix} from 'node:path'
import type {ComposeService} from '../../case/case.ts'
import type {ComposeNode} from './compose-node.ts'
import {childOf, itemsOf, textAt} from './compose-node.ts'
import type {ComposeFolders} from './service.ts'

/**
 * What `configs` of a service puts into its container, by the definitions at the top of the file: a file of the host,
 * or a text. Without `target` it lies in the root folder under its name (compose specification, configs).
 */
export function configsOf(
  node: ComposeNode | null,
  definitions: ComposeNode | null,
  folders: ComposeFolders,
): ComposeService['configs'] {
  return itemsOf(node).flatMap(item => {
    const name = item.kind === 'scalar' ? item.value : textAt(item, 'source')?.value
    if (!name) return []
    const definition = childOf(definitions, name)
    const file = textAt(definition, 'file')
    const folder = file === null ? '' : folders.of(file.place.file)
    return [
      {
        source: file === null ? null : posix.isAbsolute(file.value) ? file.value : posix.join(folder, file.value),
        content: textAt(definition, 'content'),
        target: textAt(item, 'target')?.value ?? `/${name}`,
        place: item.place,
      },
    ]
  })
}
