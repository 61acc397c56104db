import {rowWords} from '../../repairs/primary-calls.ts'
import type {ContainerStepView, ContainerView} from '../../surgery/containers/view-containers.ts'
import type {RunView, StepView} from '../../surgery/history.ts'
import type {RunState} from '../../surgery/ledger-records.ts'
import type {CallView} from '../../surgery/primary/view-calls.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'

const sideWords: Record<StepView['state'], string> = {
  old: 'as before the repair',
  new: 'as the repair left it',
  changed: 'changed since',
  unreadable: 'not readable by this user',
  'not-begun': 'not begun',
}

const cutOffWords: Partial<Record<RunState, string>> & {readonly undoing: string} = {
  begun: 'It was cut off before it changed any file. Finish it, or close it:',
  'backed-up': 'It was cut off in the middle. Finish it, or take it back:',
  undoing: 'Taking it back was cut off in the middle. Finish that:',
}

const containerWords: Record<ContainerStepView['did'], Record<ContainerStepView['state'], string>> = {
  stop: {done: 'stopped', begun: 'stopping it was begun', 'not-begun': 'not stopped yet'},
  recreate: {done: 'made anew', begun: 'making it anew was begun', 'not-begun': 'not made anew yet'},
  start: {done: 'started', begun: 'starting it was begun', 'not-begun': 'not started yet'},
}

const takenBackWords: Record<ContainerView['takenBack'], string> = {
  no: '',
  'as-before': '; then taken back',
  'left-stopped': '; then taken back, and left stopped',
  kept: '; left so when the rest was taken back',
}

function containerSentence({name, steps, takenBack}: ContainerView): string {
  const done = steps.map(({did, state, after}) => {
    const id = did === 'recreate' && after !== null ? ` (now ${after.slice(0, 12)})` : ''
    return containerWords[did][state] + id
  })
  return `container ${name}: ${done.join(', ')}${takenBackWords[takenBack]}`
}

const callWords: Record<CallView['did'], Record<CallView['state'] | 'unchanged', string>> = {
  remove: {
    done: 'taken out of the list',
    begun: 'taking it out of the list was begun',
    'not-begun': 'not taken out of the list yet',
    unchanged: 'was not in the list',
  },
  add: {
    done: 'added to the list',
    begun: 'adding it to the list was begun',
    'not-begun': 'not added to the list yet',
    unchanged: 'was in the list already',
  },
}

function callSentence(call: CallView): string {
  const {did, state, changed, primary, takenBack} = call
  const words = callWords[did][changed || state === 'not-begun' ? state : 'unchanged']
  return `${rowWords(call)} at primary ${primary}: ${words}${takenBack ? '; then taken out again' : ''}`
}

/** One block a run, newest first. */
export function renderHistory(runs: readonly RunView[], style: Style): string {
  const page = new Page(style)
  if (runs.length === 0) page.paragraph('No repair was made from here.')
  for (const {run, cutOff, steps, containers, calls, leftStopped, engineAsked} of runs) {
    page.heading(`${run.id}  ${run.state}  ${run.plan.strategy}`)
    page.paragraph(run.plan.title, {indent: 2})
    for (const step of steps) {
      page.paragraph(`${step.path}: ${sideWords[step.state]}`, {indent: 2, lead: page.pen.mark.bullet})
    }
    for (const container of containers) {
      page.paragraph(containerSentence(container), {indent: 2, lead: page.pen.mark.bullet})
    }
    for (const call of calls) page.paragraph(callSentence(call), {indent: 2, lead: page.pen.mark.bullet})
    const {error, warning} = page.pen.mark
    const mark = run.state === 'undone' ? warning : error
    for (const refusal of run.reason) page.paragraph(refusal.message, {indent: 2, lead: mark})
    if (run.backup !== null) page.paragraph(`Backup: ${run.backup.archive}`, {indent: 2})
    if (leftStopped.length > 0) {
      const sure = engineAsked ? '' : ' by the record (no engine answers)'
      page.paragraph(`Left stopped${sure}: ${leftStopped.join(', ')}`, {indent: 2, lead: page.pen.mark.warning})
    }
    if (cutOff) {
      page.paragraph(cutOffWords[run.state] ?? cutOffWords.undoing, {indent: 2, lead: page.pen.mark.warning})
      if (run.state !== 'undoing') page.command(`doctor repair --resume ${run.id}`, 4)
      page.command(`doctor undo ${run.id}`, 4)
    }
  }
  return String(page)
}
