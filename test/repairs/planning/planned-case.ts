import {copyFileSync, readdirSync, realpathSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import {noLeaderChecks} from '../../../src/checks/no-leader/index.ts'
import {renderPlan} from '../../../src/present/text/render-plan.ts'
import {type Choice, choosePlan} from '../../../src/repairs/planning/choose-plan.ts'
import type {Planned, PlanWishes} from '../../../src/repairs/planning/context.ts'
import {planForCase} from '../../../src/repairs/planning/plan-for-case.ts'
import type {Finding} from '../../../src/report/types.ts'
import {collectCase} from '../../../src/sources/collect-case.ts'
import {readPlanInputs} from '../../../src/sources/read-plan-inputs.ts'
import {fixtures} from '../../checks/captured-case.ts'
import {schemaProblems} from '../../schema.ts'
import {scratch, unpackInto} from '../../unpack.ts'

export interface PlannedCapture {
  readonly folder: string
  readonly planned: readonly Planned[]
  readonly choice: Choice
  readonly findings: readonly Finding[]
}

export interface Asked extends Partial<PlanWishes> {
  readonly dkronVersion?: string
  /** Files left out, by the beginning of their names. */
  readonly without?: readonly string[]
  /** Names to give the data-dirs by, where not their own. */
  readonly dataDirs?: readonly string[]
  /** Changes files of the unpacked case before it is read. */
  readonly edit?: (folder: string) => void
}

/** Unpacks a captured case into a folder of its own and works out every plan for it; each is valid against the published schema. */
export async function planCapture(name: string, asked: Asked = {}): Promise<PlannedCapture> {
  const folder = realpathSync(scratch())
  const files = readdirSync(join(fixtures, name)).filter(f => !asked.without?.some(start => f.startsWith(start)))
  for (const file of files) {
    if (file.endsWith('.tar.gz')) unpackInto(`dkron/${name}/${file}`, folder)
    else copyFileSync(join(fixtures, name, file), join(folder, file))
  }
  asked.edit?.(folder)
  const matching = (pattern: RegExp) => files.filter(f => pattern.test(f)).map(f => join(folder, f))
  const collected = await collectCase({
    dataDirs: asked.dataDirs?.map(d => join(folder, d)) ?? matching(/\.tar\.gz$/).map(f => f.replace(/\.tar\.gz$/, '')),
    nodeNames: [],
    inspect: matching(/^inspect-/),
    network: matching(/^network-/),
    compose: matching(/^docker-compose\.yml$/),
    log: matching(/^log-/),
    api: matching(/^api-/),
    dkronVersion: asked.dkronVersion ?? null,
    offline: true,
    context: null,
    timeout: 1000,
    check: true,
  })
  const {strategy = null, nodeNames = [], gone = []} = asked
  const inputs = readPlanInputs(collected, strategy === 'reset' ? () => null : null)
  const {report, planned} = planForCase(collected, noLeaderChecks, inputs, {strategy, nodeNames, gone}, '0.0.0')
  for (const p of planned) if (p.ok) expect(schemaProblems('plan', JSON.parse(JSON.stringify(p.plan)))).toEqual([])
  const {findings} = report
  return {folder, planned, choice: choosePlan(planned, strategy, findings), findings}
}

/** The chosen plan as a person reads it, with the folder and what follows from it taken out. */
export function wordsOf({folder, choice}: PlannedCapture): string {
  if (choice.plan === null) return [choice.why, ...choice.byHand].join('\n').replaceAll(folder, '/case')
  const text = renderPlan(choice.plan, choice.others, {columns: 200, colour: false, unicode: true})
  return text.replaceAll(folder, '/case').replace(/^Plan [0-9a-f]{16}/, 'Plan ID')
}

export function planOf(planned: readonly Planned[], strategy: string) {
  const found = planned.find(p => (p.ok ? p.plan.strategy : p.strategy) === strategy)
  if (!found) throw new Error(`no strategy ${strategy}`)
  return found
}
