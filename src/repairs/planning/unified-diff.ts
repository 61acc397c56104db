import {createTwoFilesPatch} from 'diff'

/** A unified diff with two lines of context; one path for both sides. */
export function unifiedDiff(path: string, before: string, after: string): string {
  // The two lines of the format before the file names say nothing here.
  return createTwoFilesPatch(path, path, before, after, '', '', {context: 2}).split('\n').slice(2).join('\n')
}
