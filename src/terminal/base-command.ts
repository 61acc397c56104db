import {Command, Flags} from '@oclif/core'
import type {ExitCode} from '../exit-codes.ts'
import type {Style} from '../present/text/style.ts'
import {detectStyle} from './detect-style.ts'

/** What every command shares: its output goes to stdout and nothing else does; errors go up to main. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({description: 'print JSON instead of text', helpGroup: 'OUTPUT'}),
    'no-color': Flags.boolean({description: 'no colour, even on a terminal', helpGroup: 'OUTPUT'}),
  }

  /** oclif would set exit code 1 here; the codes are ours, and main sets them. */
  protected override async catch(error: Error): Promise<never> {
    throw error
  }

  /** Prints the result: the only way to stdout. */
  protected print(text: string): void {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  }

  protected style(flags: {'no-color'?: boolean}): Style {
    return detectStyle(process.stdout, process.env, flags['no-color'] ?? false)
  }

  /** Of this program; null when it has none. */
  protected get homepage(): string | null {
    return this.config.pjson.homepage ?? null
  }

  protected endWith(code: ExitCode): void {
    process.exitCode = code
  }
}
