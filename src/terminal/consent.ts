import {ToolError} from '../errors.ts'
import {renderConsequences} from '../present/text/render-consequences.ts'
import type {Style} from '../present/text/style.ts'
import type {Plan} from '../repairs/plan.ts'

export interface ConsentFlags {
  readonly yes: boolean
  /** `--confirm`: the name that has to be given for a plan that loses data. */
  readonly confirm: string | null
}

/** The name a plan that loses data has to be confirmed with. */
const nameToConfirm = (plan: Plan): string => plan.confirm ?? plan.strategy

/**
 * Whether the operator agrees to this plan: by options, or asked on a terminal; never asked without one.
 * @throws ToolError CONSENT_MISSING where neither is there; nothing was changed.
 */
export async function askConsent(plan: Plan, flags: ConsentFlags, isTerminal: boolean): Promise<boolean> {
  const loses = plan.risk === 'data-loss'
  const name = nameToConfirm(plan)
  if (flags.yes && (!loses || flags.confirm === name)) return true
  if (flags.yes && loses) {
    throw new ToolError(
      'CONSENT_MISSING',
      `this plan loses data: it also needs --confirm ${name}; nothing was changed`,
      {
        next: [`Read what is lost: the same command with --dry-run`, `Then add: --yes --confirm ${name}`],
      },
    )
  }
  if (!isTerminal) {
    throw new ToolError(
      'CONSENT_MISSING',
      'nobody agreed to this plan, and there is no terminal to ask; nothing was changed',
      {
        next: ['Look at it: the same command with --dry-run', 'Agree to it: the same command with --yes'],
      },
    )
  }
  const {default: inquirer} = await import('inquirer')
  if (loses) {
    const {typed} = await answerOf(
      inquirer.prompt<{typed: string}>([
        {type: 'input', name: 'typed', message: `This loses data. Type ${name} to go on:`},
      ]),
    )
    return typed === name
  }
  const {agreed} = await answerOf(
    inquirer.prompt<{agreed: boolean}>([{type: 'confirm', name: 'agreed', message: 'Do it?', default: false}]),
  )
  return agreed
}

/** Ctrl-C at a question is an answer too: nothing was begun. */
export async function answerOf<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')) {
      throw new ToolError('INTERRUPTED', 'interrupted; nothing was changed', {cause: error})
    }
    throw error
  }
}

/** Lets the operator choose among the plans that may be run, seeing what each would mean; the first is the default. */
export async function choosePlanOnTerminal(plans: readonly Plan[], style: Style): Promise<Plan | null> {
  const [only] = plans
  if (plans.length < 2) return only ?? null
  const {default: inquirer} = await import('inquirer')
  const {chosen} = await answerOf(
    inquirer.prompt<{chosen: string}>([
      {
        type: 'select',
        name: 'chosen',
        message: 'Which way?',
        choices: [
          ...plans.map(p => ({
            name: `${p.strategy}: ${p.title} (${p.risk})`,
            value: p.id,
            description: renderConsequences(p, style),
          })),
          {name: 'none: leave everything as it is', value: '', description: 'Changes nothing.'},
        ],
      },
    ]),
  )
  return plans.find(p => p.id === chosen) ?? null
}
