import {Flags} from '@oclif/core'
import {ToolError} from '../errors.ts'
import {surgeryFlags} from './state-flags.ts'

const helpGroup = 'BEFORE A START'

/** For a step that nobody watches, before the scheduler starts. */
export const selfHealFlags = {
  repair: Flags.option({
    description:
      'mend the one fault that needs no person, the ID of a former container as only voter, and leave everything else alone; the ID to give is --node-name or DKRON_NODE_NAME',
    options: ['safe'] as const,
    exclusive: ['format', 'output', 'only', 'skip'],
    helpGroup,
  })(),
  yes: Flags.boolean({description: 'agree to that repair beforehand', dependsOn: ['repair'], helpGroup}),
  'on-refusal': Flags.option({
    description: 'what follows when nothing was mended: exit code 0, so that the scheduler starts, or another one',
    options: ['start', 'stop'] as const,
    dependsOn: ['repair'],
    helpGroup,
  })(),
  ...surgeryFlags,
}

/** A repair that nobody agreed to is none; to look at one, there is `doctor repair`. */
export function checkAgreed({yes}: {yes: boolean}): void {
  if (yes) return
  throw new ToolError('CONSENT_MISSING', 'nobody agreed to a repair; nothing was looked at or changed', {
    next: ['Agree beforehand: the same command with --yes', 'Look at a plan: doctor repair DATA_DIR --dry-run'],
  })
}
