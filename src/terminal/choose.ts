import {answerOf} from './consent.ts'

export interface Choice<T extends string> {
  readonly name: string
  readonly value: T
}

/**
 * Lets a person choose on the terminal.
 * @throws ToolError INTERRUPTED at Ctrl-C
 */
export async function choose<T extends string>(message: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
  const {default: inquirer} = await import('inquirer')
  const question = {type: 'select', name: 'chosen', message, choices: [...choices]} as const
  const {chosen} = await answerOf(inquirer.prompt<{chosen: string}>([question]))
  return choices.find(c => c.value === chosen)?.value
}
