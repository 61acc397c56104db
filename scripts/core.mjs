// dist/core.js: what the commands share with the program that runs them, and what must exist only once.

// Not '@oclif/core' itself: its index loads all of oclif, and semver to check the version of Node.
export * as Args from '@oclif/core/args'
export {Command} from '@oclif/core/command'
export * as Flags from '@oclif/core/flags'
export {loadHelpClass} from '@oclif/core/help'
export {run} from '@oclif/core/run'
export {settings} from '@oclif/core/settings'
export * from '../src/errors.ts'
export {BaseCommand} from '../src/terminal/base-command.ts'
// What takes away the listener that main adds has to know that very function.
export * from '../src/terminal/interrupt.ts'
export {main} from '../src/terminal/main.ts'
