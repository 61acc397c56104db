import {unpackTar} from 'modern-tar'
import type {EngineFiles} from '../docker/engine.ts'
import {longestTail, type ReadTail, type ReadText, type ServerFiles} from './server-files.ts'

const largestText = 1024 * 1024

/** Files of a container through the engine, so that neither a mount nor this user's rights play a part. */
export function containerFiles(engine: EngineFiles, id: string, name: string): ServerFiles {
  const bytesOf = async (path: string, most: number): Promise<Uint8Array | ReadText> => {
    try {
      const got = await engine.readFile(id, path, most)
      if ('absent' in got) return {absent: true}
      if ('tooLarge' in got) return {problem: `has ${got.tooLarge} bytes, too many to be fetched from the container`}
      const entries = await unpackTar(got.tar)
      const file = entries.find(e => e.header.type === 'file')
      return file?.data ?? {problem: 'is not a file'}
    } catch (error) {
      return {problem: error instanceof Error ? error.message : String(error)}
    }
  }
  return {
    shown: path => `${name}:${path}`,
    text: async path => {
      const got = await bytesOf(path, largestText)
      return got instanceof Uint8Array ? {text: Buffer.from(got).toString('utf8')} : got
    },
    tail: async (path): Promise<ReadTail> => {
      const got = await bytesOf(path, longestTail)
      if (got instanceof Uint8Array) return {chunks: [got], truncated: false}
      return 'text' in got ? {problem: 'is not a file'} : got
    },
  }
}
