import type {Style} from '../present/text/style.ts'

/** The part of a stream that decides. */
export interface StyledStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

const maxColumns = 80

/**
 * Colour: `--no-color`, then FORCE_COLOR (0 and false switch off), then a non-empty NO_COLOR, then only on a terminal
 * that is not dumb. Unicode: only when the locale says UTF-8 and the terminal is not dumb. Never wider than 80 columns.
 */
export function detectStyle(stream: StyledStream, env: NodeJS.ProcessEnv, noColor: boolean): Style {
  const dumb = env.TERM === 'dumb'
  const width = stream.isTTY && stream.columns ? stream.columns : maxColumns
  return {
    colour: wantsColour(stream, env, noColor, dumb),
    unicode: !dumb && /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || ''),
    columns: Math.max(40, Math.min(width, maxColumns)),
  }
}

function wantsColour(stream: StyledStream, env: NodeJS.ProcessEnv, noColor: boolean, dumb: boolean): boolean {
  if (noColor) return false
  const force = env.FORCE_COLOR
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (env.NO_COLOR) return false
  return Boolean(stream.isTTY) && !dumb
}
