import {Args, Flags} from '@oclif/core'
import {noLeaderChecks} from '../checks/no-leader/index.ts'
import {ToolError} from '../errors.ts'
import {deriveFacts} from '../facts/derive.ts'
import type {Facts} from '../facts/types.ts'
import {parseVersion} from '../formats/dkron/version.ts'
import {toJson} from '../present/json.ts'
import {renderReport} from '../present/text/render-report.ts'
import {describeFacts} from '../report/describe-facts.ts'
import {diagnose} from '../report/diagnose.ts'
import {collectCase} from '../sources/collect-case.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {chooseChecks} from '../terminal/choose-checks.ts'
import {startProgress} from '../terminal/progress.ts'

/** Repeatable, one value each, so that data-dirs may follow. */
const files = (description: string) =>
  Flags.string({description, multiple: true, multipleNonGreedy: true, helpValue: 'FILE', helpGroup: 'EVIDENCE'})
const ids = (description: string) =>
  Flags.string({
    description,
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    helpValue: 'ID',
    helpGroup: 'CHECKS',
  })

export default class NoLeader extends BaseCommand {
  static override summary = 'Find out why a Dkron cluster has no leader.'
  static override description =
    'Reads the data-dirs and whatever saved evidence is named, and asks Docker and the servers of this host unless --offline is given. It changes nothing and needs no running scheduler; one that runs may keep its data-dir open.'
  static override usage = '<%= command.id %> [DATA_DIR...] [--inspect FILE...] [--compose FILE...] [...]'
  static override args = {
    data_dir: Args.string({
      description: 'data-dir of each server, the folder that holds raft/',
      multiple: true,
    }),
  }
  static override flags = {
    'node-name': Flags.string({
      description: 'present server ID of each data-dir, in their order',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
      helpGroup: 'EVIDENCE',
    }),
    inspect: files('output of docker inspect'),
    network: files('output of docker network inspect'),
    compose: files('compose file of the servers'),
    log: files('log of a server'),
    api: files('saved answers of the HTTP API'),
    'dkron-version': Flags.string({
      description: 'release of Dkron, e.g. 3.2.7',
      helpValue: 'VERSION',
      helpGroup: 'EVIDENCE',
    }),
    offline: Flags.boolean({description: 'only read files: ask neither Docker nor a server', helpGroup: 'LIVE'}),
    context: Flags.string({description: 'context of the docker CLI to ask', helpValue: 'NAME', helpGroup: 'LIVE'}),
    timeout: Flags.integer({
      description: 'for each single question',
      helpValue: 'SECONDS',
      default: 3,
      min: 1,
      max: 600,
      helpGroup: 'LIVE',
    }),
    only: ids('run these checks only'),
    skip: ids('leave these checks out'),
    'fail-level': Flags.option({
      description: 'least severity that ends with exit code 1',
      options: ['error', 'warning', 'never'] as const,
      default: 'error' as const,
      helpGroup: 'CHECKS',
    })(),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./dkron.data --inspect inspect.json',
    '<%= config.bin %> <%= command.id %> ./dkron.data --node-name dkron1 --json',
    '<%= config.bin %> <%= command.id %> ./d1 ./d2 ./d3 --inspect s1.json --inspect s2.json --inspect s3.json',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(NoLeader)
    const known = noLeaderChecks.map(c => c.id)
    const only = chooseChecks(flags.only, known)
    const skip = chooseChecks(flags.skip, known)
    const progress = startProgress(process.stderr, process.env)
    const facts = deriveFacts(
      await collectCase({
        dataDirs: args.data_dir ?? [],
        nodeNames: flags['node-name'] ?? [],
        inspect: flags.inspect ?? [],
        network: flags.network ?? [],
        compose: flags.compose ?? [],
        log: flags.log ?? [],
        api: flags.api ?? [],
        dkronVersion: versionText(flags['dkron-version']),
        offline: flags.offline,
        context: flags.context ?? null,
        timeout: flags.timeout * 1000,
        check: true,
        onProgress: progress.update,
      }).finally(progress.end),
    )
    if (facts.servers.length === 0) throw nothingToLookAt(facts)
    const report = diagnose(facts, noLeaderChecks, {
      command: 'no-leader',
      version: this.config.version,
      failLevel: flags['fail-level'],
      only,
      skip,
      facts: {...describeFacts(facts)},
    })
    this.print(flags.json ? toJson(report) : renderReport(report, facts, noLeaderChecks, this.style(flags)))
    this.endWith(report.exitCode)
  }
}

/** No server is no healthy server. */
function nothingToLookAt({cluster}: Facts): ToolError {
  return new ToolError('DATA_DIR_NOT_FOUND', 'no data-dir was named, and no Dkron server was found', {
    next: [
      'name the folder that holds raft/: doctor no-leader ./dkron.data',
      ...cluster.unread.map(u => `${u.where}: ${u.reason}`),
    ],
  })
}

/** As typed, once it is known to name a release. */
function versionText(typed: string | undefined): string | null {
  if (typed === undefined || parseVersion(typed) !== null) return typed ?? null
  throw new ToolError('BAD_USAGE', `"${typed}" names no release of Dkron`, {next: ['--dkron-version 3.2.7']})
}
