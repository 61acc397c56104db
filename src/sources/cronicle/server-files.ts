/** The files of one server, wherever they lie. Only reads. */
export interface ServerFiles {
  /** How a path is shown in findings. */
  shown(path: string): string
  /** The whole of a small file. */
  text(path: string): Promise<ReadText>
  /** The end of a file, from the beginning of a line on. */
  tail(path: string): Promise<ReadTail>
}

export type ReadText = {readonly text: string} | {readonly absent: true} | {readonly problem: string}
export type ReadTail =
  | {readonly chunks: readonly Uint8Array[]; readonly truncated: boolean}
  | {readonly absent: true}
  | {readonly problem: string}

/** Bytes of a log that are looked at: some hundred thousand lines, and more than two days of a worker that is not reached. */
export const longestTail = 16 * 1024 * 1024
