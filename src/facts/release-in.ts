import {readValue} from '../case/read.ts'
import type {Facts} from './types.ts'

/** The release of the server that has a data-dir: its rules count for what is exported from it. */
export function releaseIn(facts: Facts): (realPath: string) => string | null {
  return realPath => {
    const server = facts.servers.find(s => s.dataDir?.realPath === realPath)
    const version = server ? readValue(server.version)?.version : null
    return version ? `${version.major}.${version.minor}.${version.patch}` : null
  }
}
