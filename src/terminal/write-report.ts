import {relative} from 'node:path'
import {type Format, loadRenderer} from '../present/formats.ts'
import type {ReportView} from '../present/report-view.ts'
import type {Style} from '../present/text/style.ts'
import {detectStyle} from './detect-style.ts'
import type {Outputs} from './output-flags.ts'
import {replaceOutputFile} from './replace-output-file.ts'

/** A rendering that knows more of the case than its report tells. */
type Layout = (style: Style) => string | Promise<string>

/** A report, and the formats that its command lays out itself: text always, others in place of the general ones. */
export interface WrittenReport extends Pick<ReportView, 'report' | 'checks' | 'homepage'> {
  readonly layouts: {readonly text: Layout} & {readonly [F in Format]?: Layout}
}

/** Files have no terminal to ask. */
const fileStyle: Style = {colour: false, unicode: true, columns: 80}

/**
 * Renders a report in every format that was asked for: files first, then standard output, which gets the one format
 * and nothing else.
 * @throws ToolError OUTPUT_UNWRITABLE; then nothing is printed.
 */
export async function writeReport(written: WrittenReport, outputs: Outputs, noColor: boolean): Promise<void> {
  const {report, checks, homepage, layouts} = written
  const folder = process.cwd()
  const view = {report, checks, homepage, at: new Date(), folder, sourceRoot: sourceRootOf(folder, process.env)}
  const rendered = async (format: Format, style: Style, columns: number | null) => {
    if (format === 'text') return layouts.text(style)
    return (await layouts[format]?.(style)) ?? (await loadRenderer(format))({...view, style, columns})
  }
  for (const {format, path} of outputs.files) replaceOutputFile(path, await rendered(format, fileStyle, null))
  if (outputs.printed === null) return
  const {stdout} = process
  const columns = stdout.isTTY && stdout.columns ? stdout.columns : null
  stdout.write(await rendered(outputs.printed, detectStyle(stdout, process.env, noColor), columns))
}

/** GitHub wants paths from the root of the checkout, wherever in it a step runs. */
function sourceRootOf(folder: string, env: NodeJS.ProcessEnv): string {
  const root = env.GITHUB_WORKSPACE
  return root && !relative(root, folder).startsWith('..') ? root : folder
}
