import type {ReportPlace} from '../../report/types.ts'
import type {Question} from '../define-check.ts'
import {definePreflightCheck, failEach, skip} from '../define-check.ts'

export default definePreflightCheck({
  id: 'file-unreadable',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'both',
  title: 'A file that decides about the next containers cannot be read',
  message: '{file} cannot be read',
  why: `A compose file with a fault in it, a settings file that is no JSON, a data-dir that belongs to another user: what stands in there may be the mistake that was looked for. So nothing is said to be fine while a file that was found or named could not be read; preflight then ends with exit code 3, or with 1 when the other files are wrong already.`,
  confirm: ['docker compose -f FILE config --quiet', 'ls -l FILE'],
  repairs: [],
  folklore: [
    'Leaving the file out of the run makes the pipeline green and the next "up" no better; docker compose reads the same file.',
  ],
  references: ['Compose specification', 'YAML 1.2'],
  needs: ['cronicle', 'files', 'stores', 'unread'],
  explains: [],
  run({cronicle, files, stores, unread}) {
    const [first, ...others] = unread.map(toQuestion)
    if (first) return {status: 'unknown', ...first, also: others}
    const found = cronicle.length + files.length + stores.length
    return found === 0 ? skip('no compose file, no data-dir and no Cronicle folder was found') : failEach([])
  },
})

function toQuestion({where, reason}: {readonly where: string; readonly reason: string}): Question {
  const place = placeIn(where)
  return {
    reason: /^(is|lies) /.test(reason) ? `${where} ${reason}` : `${where}: ${reason}`,
    subject: place.file,
    evidence: [{source: where, value: reason, place}],
    advice: [`Look at it: ls -l ${place.file}`],
  }
}

/** `compose.yml:7` or a path. */
function placeIn(where: string): ReportPlace {
  const [, file, line] = /^(.*):(\d+)$/.exec(where) ?? []
  return file === undefined ? {file: where} : {file, line: Number(line), column: 1}
}
