import {Flags} from '@oclif/core'
import {everyCheckId} from '../checks/every-check-id.ts'
import {noLeaderChecks} from '../checks/no-leader/index.ts'
import {ToolError} from '../errors.ts'
import {type ExitCode, exitCodes} from '../exit-codes.ts'
import {deriveFacts} from '../facts/derive.ts'
import {renderWatchMetrics} from '../present/prometheus/render-watch-metrics.ts'
import {newsJson, renderNews, renderSuppressed} from '../present/text/render-news.ts'
import {diagnoseDkron} from '../report/diagnose-dkron.ts'
import {type Followed, followReports, type Look, type News, nothingSeen} from '../report/follow-reports.ts'
import type {Report} from '../report/types.ts'
import {looksLikeCaseFile} from '../sources/case-file/looks-like-case-file.ts'
import {collectCase} from '../sources/collect-case.ts'
import {readBaseline, readSettings} from '../sources/settings/read-settings.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {judgeFlags} from '../terminal/check-flags.ts'
import {collectOptionsOf, dataDirArgs, evidenceFlags} from '../terminal/evidence-flags.ts'
import {stopOnSignals} from '../terminal/interrupt.ts'
import {countingOf, judgementOf, judgementOn} from '../terminal/judgement.ts'
import {parseDuration} from '../terminal/parse-duration.ts'
import {repeat} from '../terminal/repeat.ts'
import {type MetricsServer, serveMetrics} from '../terminal/serve-metrics.ts'

const {timeout: askTimeout, ...evidence} = evidenceFlags

const duration = Flags.custom<number>({parse: async text => parseDuration(text), helpValue: 'TIME', helpGroup: 'WATCH'})

export default class Watch extends BaseCommand {
  static override summary = 'Diagnose a Dkron cluster again and again, and tell only what changes.'
  static override description =
    'Looks as no-leader does, changes nothing, and is silent while all is well. Ends with the exit code of its last look, with 130 at Ctrl-C, and with 0 when it is told to end (SIGTERM). With --json each change is a line of JSON.'
  static override usage =
    '<%= command.id %> [DATA_DIR...] [--interval TIME] [--until-healthy] [--metrics ADDRESS] [...]'
  static override args = dataDirArgs
  static override flags = {
    interval: duration({description: 'from one look to the next', default: 15_000, defaultHelp: async () => '15s'}),
    'until-healthy': Flags.boolean({description: 'end once nothing is broken or open', helpGroup: 'WATCH'}),
    timeout: duration({description: 'end after this time'}),
    metrics: Flags.string({
      description: 'serve metrics for Prometheus at /metrics; without a host on this one alone',
      helpValue: '[HOST]:PORT',
      helpGroup: 'WATCH',
    }),
    ...evidence,
    'ask-timeout': askTimeout,
    ...judgeFlags,
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --until-healthy --timeout 2m && echo "there is a leader again"',
    '<%= config.bin %> <%= command.id %> --interval 30s --metrics :9111',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Watch)
    refuseCaseFile(args.data_dir)
    const known = noLeaderChecks.map(c => c.id)
    const judgement = await judgementOf(flags, known, {readSettings, readBaseline, everyId: everyCheckId})
    const named = collectOptionsOf(args.data_dir, {...flags, timeout: flags['ask-timeout']})
    const options = {...named, nodeNames: [], check: true}
    const look = async (): Promise<Report> => {
      const facts = deriveFacts(await collectCase(options))
      if (facts.servers.length === 0) throw new ToolError('DATA_DIR_NOT_FOUND', 'no Dkron server was found')
      const counting = countingOf(judgementOn(new Date().toISOString().slice(0, 10), judgement))
      return diagnoseDkron(facts, {version: this.config.version, ...counting})
    }
    const style = this.style(flags)
    const tell = (news: News, at: Date) =>
      this.print(flags.json ? JSON.stringify(newsJson(news, at)) : renderNews(news, at, style))
    const stop = stopOnSignals()
    const metrics = flags.metrics === undefined ? null : await openMetrics(flags.metrics)
    const watched = {followed: nothingSeen, at: new Date(0), looks: 0, failed: 0}
    const round = async () => {
      const seen = await lookAgain(look, watched.followed)
      if (stop.signal.aborted) return true
      const {now, news} = followReports(watched.followed, seen)
      if (watched.looks === 0 && now.last) process.stderr.write(renderSuppressed(now.last, style))
      watched.followed = now
      watched.looks++
      if ('report' in seen) watched.at = new Date()
      else watched.failed++
      metrics?.publish(renderWatchMetrics(watched))
      if (news !== null) tell(news, new Date())
      // A reader that went away (doctor watch | head) will not hear anything more.
      return (flags['until-healthy'] && isWell(now)) || !process.stdout.writable
    }
    try {
      const {interval, timeout = null} = flags
      const ended = await repeat({interval, timeout, signal: stop.signal, round})
      this.endWith(ended === 'stopped' ? stop.exitCode() : exitCodeOf(watched.followed, flags['until-healthy']))
    } finally {
      await metrics?.close()
      stop.end()
    }
  }
}

/** A case is one moment: nothing in it ever changes. */
function refuseCaseFile([only, ...more]: readonly string[] = []): void {
  if (only === undefined || more.length > 0 || !looksLikeCaseFile(only)) return
  throw new ToolError(
    'BAD_USAGE',
    `${only} is a case file: what it holds never changes, so there is nothing to watch`,
    {
      next: [`doctor no-leader ${only}`],
    },
  )
}

async function openMetrics(address: string): Promise<MetricsServer> {
  const server = await serveMetrics(address)
  process.stderr.write(`metrics at http://${server.address}/metrics\n`)
  return server
}

/** What fails at the first look is how the command was called; later it is news. */
async function lookAgain(look: () => Promise<Report>, {last}: Followed): Promise<Look> {
  try {
    return {report: await look()}
  } catch (error) {
    if (last === null || !(error instanceof ToolError)) throw error
    return {failure: error.message}
  }
}

/** At the fail level "warning" a warning is not well either. */
const isWell = ({last, failure}: Followed): boolean =>
  failure === null && (last?.verdict === 'healthy' || last?.verdict === 'at-risk') && last.exitCode === exitCodes.ok

/** @param waited whoever waits for a leader is not told 0 without one, also at the fail level "never" */
function exitCodeOf(followed: Followed, waited: boolean): ExitCode {
  const {last, failure} = followed
  if (last === null || failure !== null) return exitCodes.undetermined
  if (!waited || isWell(followed) || last.exitCode !== exitCodes.ok) return last.exitCode
  return last.verdict === 'broken' ? exitCodes.findings : exitCodes.undetermined
}
