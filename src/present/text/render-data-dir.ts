import type {RaftDbFile} from '../../case/case.ts'
import type {SnapshotFacts, StoredConfiguration} from '../../formats/raft/types.ts'
import type {Report} from '../../report/types.ts'
import type {DescribedDataDir} from '../describe-data-dir.ts'
import {countingOnly, printSuppressed} from './other-findings.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'

/** What is wrong with one data-dir, then its facts. */
export function renderDataDir(d: DescribedDataDir, report: Report, style: Style): string {
  const page = new Page(style)
  page.paragraph(d.dataDir, {paint: page.pen.bold})
  for (const {message, check, status, severity} of countingOnly(report).findings) {
    const mark = status === 'unknown' ? 'unknown' : severity
    page.paragraph(`${message} (${check})`, {lead: page.pen.mark[mark], paintLead: page.pen.warning})
  }
  if (d.raftDb) printStore(page, d.raftDb)
  else field(page, 'raft.db', d.raftDbMissing ?? 'none')
  if (d.start) field(page, 'start', 'reason' in d.start ? `${d.start.outcome}: ${d.start.reason}` : startsFrom(d.start))
  if (d.strangers.length > 0) field(page, 'also there', d.strangers.join(', '))
  if (d.remoteFileSystem) field(page, 'file system', `${d.remoteFileSystem}, where locks are not to be trusted`)
  printConfigurations(page, d)
  printSnapshots(page, d)
  for (const f of d.peersFiles) {
    page.heading(f.file)
    field(page, 'place', f.placed === 'read-at-start' ? 'read at the next start' : 'never read there')
    field(page, 'servers', f.servers.map(describeServer).join(', ') || 'none')
    for (const problem of [f.parseError, ...f.ruleErrors]) if (problem) field(page, 'problem', problem)
  }
  if (d.raftDb) printDamage(page, d.raftDb)
  printSuppressed(page, report)
  return page.toString()
}

function field(page: Page, label: string, value: string): void {
  page.paragraph(value, {indent: 2, lead: label.padEnd(13), paintLead: page.pen.dim})
}

function printStore(page: Page, file: RaftDbFile): void {
  const {store, meta, space} = file
  const pages = file.pageSize === null ? '' : `, pages of ${file.pageSize} bytes`
  field(page, 'raft.db', `${file.file}, ${file.size} bytes${pages}${meta ? `, transaction ${meta.txid}` : ''}`)
  file.metas.forEach((m, i) => {
    const state = m === null ? 'missing' : m.valid ? `transaction ${m.txid}` : `invalid: ${m.reason}`
    field(page, `meta page ${i}`, `${state}${m !== null && m.page === meta?.page ? ', in use' : ''}`)
  })
  if (space)
    field(page, 'space', `${space.free} of ${space.pages} pages free, ${space.reclaimableBytes} bytes reclaimable`)
  if (!store) return
  const {stable, log} = store
  field(page, 'term', stable.currentTerm === null ? 'none' : String(stable.currentTerm))
  field(
    page,
    'last vote',
    stable.lastVoteTerm === null ? 'none' : `term ${stable.lastVoteTerm}, for ${stable.lastVoteCandidate}`,
  )
  field(
    page,
    'log',
    log.count === 0 ? 'empty' : `index ${log.first} to ${log.last}, ${log.count} entries: ${types(file)}`,
  )
  if (log.terms.length > 0) field(page, 'terms', log.terms.map(t => `${t.term} (${t.first}..${t.last})`).join(', '))
  if (log.gaps.length > 0) field(page, 'gaps', log.gaps.map(g => `${g.from}..${g.to} missing`).join(', '))
  if (log.badEntryCount > 0) {
    field(page, 'undecodable', log.badEntries.map(e => `${e.index} (${e.reason})`).join(', '))
  }
}

function types(file: RaftDbFile): string {
  const counts = Object.entries(file.store?.log.byType ?? {})
  return counts.map(([type, count]) => `${count} ${type}`).join(', ')
}

function startsFrom(start: {readonly snapshot: string | null}): string {
  return start.snapshot === null
    ? 'comes up from the log'
    : `comes up from snapshot ${start.snapshot} and the log after it`
}

function printConfigurations(page: Page, d: DescribedDataDir): void {
  page.heading('Configurations, oldest first')
  if (d.configurations.length === 0) page.paragraph('none', {indent: 2})
  for (const c of d.configurations) {
    const effective = c === d.configuration ? '; holds for elections' : ''
    page.paragraph(`index ${c.index}, term ${c.term}, ${c.file}${appended(c)}${effective}`, {indent: 2})
    for (const server of c.servers) page.paragraph(describeServer(server), {indent: 4, lead: page.pen.mark.bullet})
  }
}

function appended(c: StoredConfiguration): string {
  return c.appendedAt === null ? '' : `, appended ${c.appendedAt}`
}

function describeServer(s: {id: string; address: string; suffrage: string}): string {
  return `${s.suffrage} ${s.id} at ${s.address}`
}

function printSnapshots(page: Page, d: DescribedDataDir): void {
  page.heading('Snapshots, newest first')
  if (d.snapshots.length === 0) page.paragraph(d.snapshotsMissing ?? 'none', {indent: 2})
  for (const s of d.snapshots) page.paragraph(`${s.folder}: ${describeSnapshot(s)}`, {indent: 2})
}

function describeSnapshot(s: SnapshotFacts): string {
  const meta = s.meta
    ? `index ${s.meta.index}, term ${s.meta.term}, ${s.meta.size} bytes`
    : (s.metaProblem ?? 'no meta.json')
  const state = s.problem ?? (s.temporary ? 'left by a crash, ignored' : `checksum ${s.checksum}, loads`)
  return `${meta}; ${state}`
}

function printDamage(page: Page, file: RaftDbFile): void {
  page.heading('Damage')
  const check = file.checked ? 'every page was checked' : 'only what was read; --check looks at every page'
  if (file.damage.length === 0) page.paragraph(`none found (${check})`, {indent: 2})
  for (const damage of file.damage) {
    const where = damage.page === null ? '' : `page ${damage.page}: `
    const mark = damage.severity === 'error' ? 'error' : damage.severity === 'warning' ? 'warning' : 'info'
    page.paragraph(`${where}${damage.message} (${damage.code})`, {indent: 2, lead: page.pen.mark[mark]})
    page.paragraph(damage.consequence, {indent: 6, paint: page.pen.dim})
  }
}
