import {Flags} from '@oclif/core'
import type {Case} from '../case/case.ts'
import {joinCases} from '../case/join-cases.ts'
import {toJson} from '../present/json.ts'
import {packCaseFile} from '../sources/case-file/write-case-file.ts'
import {collectCase} from '../sources/collect-case.ts'
import {collectCronicle} from '../sources/cronicle/collect-cronicle.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {
  anyUrlFlag,
  baseOf,
  cronicleFolderFlags,
  cronicleLiveFlags,
  cronicleLiveOf,
  cronicleOptionsOf,
} from '../terminal/cronicle-flags.ts'
import {collectOptionsOf, dataDirArgs, evidenceFlags} from '../terminal/evidence-flags.ts'
import {startProgress} from '../terminal/progress.ts'
import {refuseExisting, writeOutputFile} from '../terminal/write-output-file.ts'

export default class Collect extends BaseCommand {
  static override summary = 'Collect everything a diagnosis needs into one file, without secrets.'
  static override description =
    'The file can be diagnosed anywhere: doctor no-leader case.tgz, doctor worker-reachability case.tgz. Dkron, Cronicle, or both: what the options name, else what is found here. Keys, tokens, passwords, environment values and the jobs themselves are left out; its manifest.json says what.'
  static override args = dataDirArgs
  static override flags = {
    output: Flags.string({char: 'o', description: 'file to write', required: true, helpValue: 'FILE'}),
    'node-name': Flags.string({
      description: 'present server ID of each data-dir, in their order',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
      helpGroup: 'EVIDENCE',
    }),
    ...cronicleFolderFlags,
    ...evidenceFlags,
    ...cronicleLiveFlags,
    url: anyUrlFlag,
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> -o case.tgz',
    '<%= config.bin %> <%= command.id %> -o case.tgz --primary /opt/cronicle --worker ./copy-of-worker',
    '<%= config.bin %> no-leader case.tgz',
    '<%= config.bin %> worker-reachability case.tgz',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Collect)
    refuseExisting(flags.output)
    const named = {dkron: namesDkron(args.data_dir, flags), cronicle: namesCronicle(flags)}
    const cronicle = named.cronicle || !named.dkron ? await readCronicle(flags, named.cronicle) : null
    const dkron = named.dkron || !named.cronicle ? await readDkron(args.data_dir, flags, cronicle === null) : null
    const c = dkron && cronicle ? joinCases(dkron, cronicle) : (dkron ?? cronicle)
    if (c === null) throw new RangeError('what is not named is looked for')
    const {bytes, manifest} = await packCaseFile(c, this.config.version, new Date())
    writeOutputFile(flags.output, [bytes])
    if (flags.json) return this.print(toJson({file: flags.output, ...manifest}))
    const lines = [
      `${flags.output}: ${contentsOf(c)}`,
      'Left out:',
      ...manifest.leftOut.map(l => `  - ${l}`),
      ...(manifest.unread.length > 0
        ? ['Could not be read:', ...manifest.unread.map(u => `  - ${u.where}: ${u.reason}`)]
        : []),
      ...(dkron ? [`Diagnose it anywhere: doctor no-leader ${flags.output}`] : []),
      ...(cronicle ? [`Diagnose it anywhere: doctor worker-reachability ${flags.output}`] : []),
    ]
    this.print(lines.join('\n'))
  }
}

type Flagged = Parameters<typeof cronicleOptionsOf>[1] & Parameters<typeof collectOptionsOf>[1] & Live
interface Live {
  readonly 'api-key'?: string
  readonly 'node-name'?: string[]
}

const isNamed = (...options: readonly (readonly unknown[] | undefined)[]): boolean =>
  options.some(option => (option ?? []).length > 0)

const namesCronicle = ({primary, worker, name, balancer, vantage}: Flagged): boolean =>
  isNamed(primary, worker, name, balancer) || vantage !== undefined

/** Evidence that both take is Cronicle's where a folder of Cronicle is named beside it. */
function namesDkron(dataDirs: string[] | undefined, flags: Flagged): boolean {
  const {inspect, network, compose, log, api} = flags
  if (isNamed(dataDirs, flags['node-name'], network) || flags['dkron-version'] !== undefined) return true
  return !namesCronicle(flags) && isNamed(inspect, compose, log, api)
}

async function readDkron(dataDirs: string[] | undefined, flags: Flagged, takesUrl: boolean): Promise<Case> {
  const progress = startProgress(process.stderr, process.env)
  return collectCase({
    ...collectOptionsOf(dataDirs, flags),
    nodeNames: flags['node-name'] ?? [],
    check: true,
    agents: true,
    urls: takesUrl ? (flags.url ?? []).map(baseOf) : [],
    onProgress: progress.update,
  }).finally(progress.end)
}

/** What there is of Cronicle; null when nothing was named, and none is here. */
async function readCronicle(flags: Flagged, named: boolean): Promise<Case | null> {
  const read = await collectCronicle(cronicleOptionsOf(undefined, flags))
  const options = cronicleLiveOf(undefined, flags)
  const isHere = named || (read.cronicle?.servers ?? []).length > 0
  if (options === null) return isHere ? read : null
  if (!isHere && !isNamed(flags.url)) return null
  const [{askCronicle}, {planQuestions}, {deriveCronicle}] = await Promise.all([
    import('../sources/probes/cronicle/ask-cronicle.ts'),
    import('../facts/cronicle/plan-questions.ts'),
    import('../facts/cronicle/derive-cronicle.ts'),
  ])
  const asked = await askCronicle(read, c => planQuestions(deriveCronicle(c)), options)
  const {servers = [], answers = []} = asked.cronicle ?? {}
  return named || servers.length + answers.length > 0 ? asked : null
}

function contentsOf(c: Case): string {
  const {servers = [], answers = [], probes = [], logs = []} = c.cronicle ?? {}
  const own = servers.reduce((n, s) => n + s.logs.length, logs.length)
  const cronicle = `${servers.length} Cronicle servers, ${own} logs, ${answers.length} answers, ${probes.length} addresses asked`
  const dkron = `${c.dataDirs.length} data-dirs, ${c.containers.length} containers, ${c.logs.length} logs, ${c.api.length} APIs`
  if (c.cronicle === undefined) return dkron
  return c.dataDirs.length + c.logs.length + c.api.length > 0 ? `${dkron}; ${cronicle}` : cronicle
}
