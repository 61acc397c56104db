import type {ConfigFile} from '../case/config-file.ts'

/** A config file that is none: Docker makes a folder where the file to mount is missing, and Dkron looks on. */
export function folderInPlace(file: string, inside: string): ConfigFile {
  const problem = 'it is a folder, as Docker makes one where the file to mount is missing'
  return {file, inside, settings: [], problem}
}
