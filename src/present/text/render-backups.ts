import type {ListedBackup} from '../../surgery/list-backups.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'

/** One line a backup: when, how large, of what; what is wrong with it beside it. */
export function renderBackups(backups: readonly ListedBackup[], style: Style): string {
  const page = new Page(style)
  if (backups.length === 0) page.paragraph('No backup here.')
  for (const {name, size, manifest, problem} of backups) {
    const of = manifest?.roots.map(r => r.path).join(', ') ?? 'contents unknown'
    page.paragraph(`${name}  ${size} bytes  ${manifest?.createdAt ?? ''}  ${of}`, {
      lead: problem === null ? page.pen.mark.bullet : page.pen.mark.error,
    })
    if (problem !== null) page.paragraph(problem, {indent: 4})
  }
  return String(page)
}
