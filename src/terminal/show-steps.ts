import {type Paint, penFor, type Style} from '../present/text/style.ts'
import {printable} from '../present/text/wrap.ts'
import type {Plan} from '../repairs/plan.ts'
import type {StepEvent} from '../surgery/apply-request.ts'

export interface StepDisplay {
  readonly onStep: (event: StepEvent) => void
  /** Bytes of the step under way. */
  readonly onProgress: (step: string, done: number, of: number) => void
  /**
   * Has to be awaited before anything else is written: until then both streams are held back.
   * @param isDone whether the run came to its end
   */
  readonly end: (isDone: boolean) => Promise<void>
}

type Result = 'done' | 'failed' | 'skipped'

interface Row {
  readonly id: string
  readonly title: string
  readonly result: Promise<Result>
  readonly settle: (result: Result) => void
}

const slowMs = 500
const betweenMs = 100

/** Steps can be shown where both streams are one terminal that can go back a line, and somebody looks at it. */
export function canShowSteps(env: NodeJS.ProcessEnv): boolean {
  return process.stderr.isTTY === true && process.stdout.isTTY === true && env.TERM !== 'dumb' && !env.CI
}

/**
 * The steps of a run as a list on stderr that is rewritten in place: what is done, under way, and still to come.
 * @param signal Ctrl-C, which is told at the step it has to wait for
 */
export async function showSteps(plan: Plan, style: Style, signal: AbortSignal): Promise<StepDisplay> {
  const {Listr, ListrLogger, ProcessOutput, Spinner} = await import('listr2')
  const {mark, good, error, dim, warning} = penFor(style)
  const rows = rowsOf(plan, style)
  const last = row('take-back', 'Take everything back')
  let takesBack = false
  let current: {readonly id: string; readonly since: number; readonly say: (text: string) => void} | null = null
  let told = 0

  const taskOf = ({id, title, result}: Row, enabled = () => true) => ({
    title,
    enabled,
    task: async (_: unknown, task: {output: string; skip: (why: string) => void}) => {
      const say = (text: string) => {
        task.output = text
      }
      current = {id, since: performance.now(), say}
      const ended = await result
      // To the list a failed step is one that rejects; what failed is told by the outcome.
      if (ended === 'failed') await Promise.reject(new Error(title))
      if (ended === 'skipped') task.skip(`not done: ${title}`)
    },
  })
  class PlainSpinner extends Spinner {
    protected override readonly spinner = ['-', '\\', '|', '/']
  }
  const list = new Listr([...rows.map(r => taskOf(r)), taskOf(last, () => takesBack)], {
    exitOnError: false,
    // It would end the process in the middle of a step.
    registerSignalListeners: false,
    rendererOptions: {
      logger: new ListrLogger({processOutput: new ProcessOutput(process.stderr, process.stdout)}),
      spinner: style.unicode ? new Spinner() : new PlainSpinner(),
      icon: {COMPLETED: mark.good, FAILED: mark.error, WAITING: mark.bullet, SKIPPED_WITH_COLLAPSE: '-', OUTPUT: ' '},
      color: {
        COMPLETED: paint(good),
        FAILED: paint(error),
        WAITING: paint(dim),
        SKIPPED_WITH_COLLAPSE: paint(dim),
        PENDING: paint(warning),
      },
    },
  })
  let shown: Promise<unknown> | null = null
  /** What a step comes after is done, by an earlier process where a run is finished. */
  const begin = (id: string) => {
    takesBack = id === last.id
    shown ??= list.run()
    const at = takesBack ? rows.length : rows.findIndex(r => r.id === id)
    for (const earlier of rows.slice(0, Math.max(0, at))) earlier.settle(takesBack ? 'skipped' : 'done')
  }
  const tell = () =>
    current?.say(
      takesBack
        ? 'Ctrl-C: the taking back is finished first'
        : 'Ctrl-C: this step is finished, then everything is taken back unless it was the last',
    )
  signal.addEventListener('abort', tell)
  return {
    onStep({step, state}) {
      if (state === 'begun') begin(step)
      else [...rows, last].find(r => r.id === step)?.settle(state)
    },
    onProgress(step, done, of) {
      const now = performance.now()
      if (current?.id !== step || signal.aborted || now - current.since < slowMs || now - told < betweenMs) return
      told = now
      current.say(`${mebibytes(done)} of ${mebibytes(of)} MiB`)
    },
    async end(isDone) {
      signal.removeEventListener('abort', tell)
      for (const left of [...rows, last]) left.settle(isDone ? 'done' : 'skipped')
      await shown
    },
  }
}

/** In the order they are done in: files are backed up once nothing has them open, and looked at last. */
function rowsOf({steps, containers}: Plan, {unicode}: Style): readonly Row[] {
  const planned = steps.map(({id, title}) => row(id, printable(title, unicode)))
  const files = steps.findIndex(({action}) => action.kind !== 'stop-container')
  const stops = files < 0 ? planned.length : files
  return [
    ...planned.slice(0, stops),
    row('backup', 'Back up'),
    ...planned.slice(stops),
    ...(containers ? [row('verify', 'See that the servers are as planned')] : []),
  ]
}

function row(id: string, title: string): Row {
  let settle: Row['settle'] = () => {}
  const result = new Promise<Result>(resolve => {
    settle = resolve
  })
  return {id, title, result, settle}
}

const paint =
  (pen: Paint) =>
  (text = ''): string =>
    pen(text)

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
