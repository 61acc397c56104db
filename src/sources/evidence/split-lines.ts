import {StringDecoder} from 'node:string_decoder'

/** What is kept of one line; the rest of it is passed over. */
const longestLine = 64 * 1024

/**
 * Cuts a byte stream into lines without their ends, each a string of its own, so that keeping one does not keep the
 * chunk it came from. UTF-16 text (PowerShell's `>`) is recognised by its mark, and any mark is left out.
 */
export class LineSplitter {
  private readonly onLine: (line: string) => void
  private rest: Buffer = Buffer.alloc(0)
  private utf16: StringDecoder | null = null
  private first = true

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine
  }

  push(chunk: Uint8Array | string): void {
    const bytes = this.decode(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
    let start = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      if (this.rest.length === 0) this.onLine(bytes.toString('utf8', start, Math.min(end, start + longestLine)))
      else {
        this.keep(bytes.subarray(start, end))
        this.end()
      }
      start = end + 1
    }
    this.keep(bytes.subarray(start))
  }

  /** The last line, when nothing ended it. */
  end(): void {
    const line = this.rest
    this.rest = Buffer.alloc(0)
    if (line.length > 0) this.onLine(line.toString())
  }

  private keep(piece: Uint8Array): void {
    const room = longestLine - this.rest.length
    if (room > 0 && piece.length > 0) this.rest = Buffer.concat([this.rest, piece.subarray(0, room)])
  }

  private decode(chunk: Uint8Array): Buffer {
    let bytes: Buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    if (this.first && bytes[0] === 0xff && bytes[1] === 0xfe) this.utf16 = new StringDecoder('utf16le')
    if (this.utf16 !== null) bytes = Buffer.from(this.utf16.write(bytes))
    const marked = this.first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    this.first = false
    return marked ? bytes.subarray(3) : bytes
  }
}
