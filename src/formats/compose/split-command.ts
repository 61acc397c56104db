import {splitWords} from '../shell-words.ts'

/** Words of a `command:` or `entrypoint:` written as one text; no shell sees it, so `$HOME` and `&&` are plain words. */
export function splitCommand(text: string): string[] {
  return [...splitWords(text)]
}
