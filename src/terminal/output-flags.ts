import {Flags} from '@oclif/core'
import {ToolError} from '../errors.ts'
import {type Format, formats, isFormat} from '../present/formats.ts'
import {nearestName} from './nearest-name.ts'
import {checkOutputPath} from './replace-output-file.ts'

/** Of every command that makes a report. */
export const outputFlags = {
  format: Flags.option({
    description: `print the report as ${formats.join(', ')}`,
    helpValue: 'FORMAT',
    options: formats,
    helpGroup: 'OUTPUT',
  })(),
  output: Flags.string({
    char: 'o',
    description: 'write the report to a file instead; FORMAT=FILE writes it in that format as well',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'OUTPUT',
  }),
}

/** Where the report of a run goes. */
export interface Outputs {
  /** Null when a file takes its place. */
  readonly printed: Format | null
  readonly files: readonly {readonly format: Format; readonly path: string}[]
}

interface Parsed {
  readonly json?: boolean
  readonly format?: Format
  readonly output?: readonly string[]
}

/**
 * What these options ask for. To be called before anything is read: what cannot be written must not cost the wait.
 * @throws ToolError BAD_USAGE, OUTPUT_UNWRITABLE
 */
export function outputsOf(flags: Parsed): Outputs {
  const format = formatOf(flags)
  const files = (flags.output ?? []).map(text => fileOf(text, format))
  const twice = files.find((f, i) => files.findIndex(other => other.path === f.path) !== i)
  if (twice) throw new ToolError('BAD_USAGE', `--output names ${twice.path} twice`)
  for (const {path} of files) checkOutputPath(path)
  return {printed: files.some(f => !f.named) ? null : format, files}
}

function formatOf({json, format}: Parsed): Format {
  if (json && format !== undefined && format !== 'json') {
    throw new ToolError('BAD_USAGE', `--json and --format ${format} cannot both go to standard output`, {
      next: [`--format ${format} --output json=FILE`],
    })
  }
  return json ? 'json' : (format ?? 'text')
}

/** `FORMAT=FILE`, or a file for the format that would be printed. A file whose name looks like that: `./a=b`. */
function fileOf(text: string, printed: Format): {format: Format; path: string; named: boolean} {
  const [, word, rest = ''] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? []
  const named = word !== undefined
  const path = named ? rest : text
  if (named && !isFormat(word)) {
    const near = nearestName(word, formats)
    throw new ToolError('BAD_USAGE', `there is no format "${word}"`, {
      next: [near ? `did you mean --output ${near}=${path}?` : `formats: ${formats.join(', ')}`],
    })
  }
  if (path === '' || path === '-') {
    throw new ToolError('BAD_USAGE', `--output ${text} names no file`, {next: ['--format FORMAT prints it']})
  }
  return {format: word !== undefined && isFormat(word) ? word : printed, path, named}
}
