import type {KeySpace} from '../../../src/formats/dkron/buntdb.ts'

/** A key space that keeps copies of what it is given. */
export class KeyMap implements KeySpace {
  readonly values = new Map<string, Uint8Array>()

  set(key: string, value: Uint8Array): void {
    this.values.set(key, Uint8Array.from(value))
  }

  delete(key: string): void {
    this.values.delete(key)
  }

  clear(): void {
    this.values.clear()
  }

  texts(): Record<string, string> {
    return Object.fromEntries([...this.values].map(([key, value]) => [key, Buffer.from(value).toString()]))
  }
}

/** One command of BuntDB's append format. */
export function respCommand(...parts: readonly (string | Uint8Array)[]): Buffer {
  const written = parts.flatMap(part => {
    const bytes = Buffer.from(part)
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]
  })
  return Buffer.concat([Buffer.from(`*${parts.length}\r\n`), ...written])
}
