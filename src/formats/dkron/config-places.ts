import {posix} from 'node:path'
import type {Container, Mount} from '../../case/case.ts'
import {decodeFlags} from './decode-flags.ts'
import {findAgentArguments} from './find-agent-arguments.ts'

/** What a server is started with, as far as it decides where Dkron looks for its config file. */
export type ConfigSeeker = Pick<Container, 'commandLine' | 'env' | 'user' | 'workingDir'>

/** Bytes; more than any config file holds. */
export const largestConfig = 64 * 1024

/** Endings in viper's order (viper.go `SupportedExts`); the first file found in the first folder is taken alone. */
const endings = 'json toml yaml yml properties props prop hcl tfvars dotenv env ini'.split(' ')

/**
 * Where Dkron looks for its config file: the one given by `--config`, else `dkron.<ending>` in /etc/dkron, $HOME/.dkron
 * and ./config (cmd/dkron.go `initConfig`, 2.0 to 4.x). Groups of paths by folder, in its order; empty when the command
 * line does not start Dkron, or when the path is only known to a shell.
 */
export function configPlaces(seeker: ConfigSeeker): readonly (readonly string[])[] {
  const {args, env, subcommand} = findAgentArguments(seeker.commandLine, seeker.env)
  if (subcommand === null) return []
  const working = seeker.workingDir || '/'
  const given = decodeFlags(args).get('config')?.at(-1)
  if (given) return given.includes('$') ? [] : [[posix.resolve(working, given)]]
  const home = env.get('HOME') ?? (/^(?:root|0)?(?::|$)/.test(seeker.user) ? '/root' : null)
  const folders = ['/etc/dkron', ...(home === null ? [] : [posix.join(home, '.dkron')]), posix.join(working, 'config')]
  return folders.map(folder => endings.map(ending => `${folder}/dkron.${ending}`))
}

/** The mount that holds a path of the container: the one with the longest destination above it. */
export function mountOver<M extends Pick<Mount, 'destination'>>(path: string, mounts: readonly M[]): M | null {
  const covering = mounts.filter(({destination}) => {
    const above = destination.replace(/\/+$/, '')
    return path === above || path.startsWith(`${above}/`)
  })
  covering.sort((a, b) => b.destination.length - a.destination.length)
  return covering[0] ?? null
}

/** Something is mounted just where Dkron looks for its config file, so there probably is one. */
export function mountsConfig(seeker: ConfigSeeker & {readonly mounts: readonly Pick<Mount, 'destination'>[]}): boolean {
  return configPlaces(seeker).some(paths => {
    const folder = posix.dirname(paths[0] ?? '/')
    return seeker.mounts.some(({destination}) => destination === folder || paths.includes(destination))
  })
}
