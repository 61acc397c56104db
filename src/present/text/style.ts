import {Chalk} from 'chalk'

/** What a text may use on the stream it goes to. */
export interface Style {
  readonly colour: boolean
  readonly unicode: boolean
  readonly columns: number
}

export type Paint = (text: string) => string

/** Marks and colours of one style. */
export interface Pen {
  readonly bold: Paint
  readonly dim: Paint
  readonly error: Paint
  readonly warning: Paint
  readonly good: Paint
  readonly command: Paint
  readonly mark: {
    readonly error: string
    readonly warning: string
    readonly info: string
    readonly good: string
    readonly unknown: string
    readonly bullet: string
    readonly differs: string
  }
}

export function penFor(style: Style): Pen {
  const chalk = new Chalk({level: style.colour ? 1 : 0})
  return {
    bold: text => chalk.bold(text),
    dim: text => chalk.dim(text),
    error: text => chalk.red(text),
    warning: text => chalk.yellow(text),
    good: text => chalk.green(text),
    command: text => chalk.cyan(text),
    mark: style.unicode
      ? {error: '✗', warning: '!', info: '·', good: '✓', unknown: '?', bullet: '•', differs: '≠'}
      : {error: '[x]', warning: '[!]', info: '[i]', good: '[ok]', unknown: '[?]', bullet: '-', differs: '!='},
  }
}
