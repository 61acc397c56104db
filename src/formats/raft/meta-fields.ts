import type {GoJson} from '../go-json/types.ts'
import {suffrageOf, suffrages} from './decode-configuration.ts'
import type {Suffrage} from './types.ts'

const maxUnsigned = 2n ** 64n - 1n
const maxSigned = 2n ** 63n - 1n

/**
 * Takes JSON values as Go would set them into a field of a type: null leaves the field as it was, a value of another
 * kind or out of range is a problem. The first problem is kept; reading goes on, as in encoding/json.
 */
export class FieldReader {
  problem: string | null = null

  text(name: string, value: GoJson, before: string): string {
    if (value.kind === 'string') return value.value
    return this.unless(name, value, 'a string', before)
  }

  unsigned(name: string, value: GoJson, before: bigint): bigint {
    return this.integer(name, value, before, 0n, maxUnsigned)
  }

  signed(name: string, value: GoJson, before: bigint): bigint {
    return this.integer(name, value, before, -maxSigned - 1n, maxSigned)
  }

  suffrage(name: string, value: GoJson, before: Suffrage): Suffrage {
    return suffrageOf(this.signed(name, value, BigInt(suffrages.indexOf(before))))
  }

  /** Base64 with padding, line breaks ignored, as Go's base64.StdEncoding; null for null. */
  bytes(name: string, value: GoJson): Uint8Array | null {
    if (value.kind !== 'string') return this.unless(name, value, 'a string of base64', null)
    const text = value.value.replace(/[\r\n]/g, '')
    if (text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
      return Uint8Array.from(atob(text), c => c.charCodeAt(0))
    }
    this.problem ??= `${name} is no base64`
    return null
  }

  items(name: string, value: GoJson): readonly GoJson[] {
    return value.kind === 'array' ? value.items : this.unless(name, value, 'a list', [])
  }

  object(name: string, value: GoJson): (GoJson & {readonly kind: 'object'}) | null {
    return value.kind === 'object' ? value : this.unless(name, value, 'an object', null)
  }

  private integer(name: string, value: GoJson, before: bigint, least: bigint, most: bigint): bigint {
    if (value.kind !== 'number') return this.unless(name, value, 'a number', before)
    // Longer texts are out of range anyway, and turning very long ones into a bigint takes its time.
    const number = /^-?\d{1,20}$/.test(value.text) ? BigInt(value.text) : null
    if (number !== null && number >= least && number <= most && (least < 0n || !value.text.startsWith('-')))
      return number
    this.problem ??= `${name} ${value.text.slice(0, 40)} is no whole number from ${least} to ${most}`
    return before
  }

  private unless<T>(name: string, value: GoJson, wanted: string, before: T): T {
    if (value.kind !== 'null') this.problem ??= `${name} is ${article[value.kind]}, not ${wanted}`
    return before
  }
}

const article: Readonly<Record<GoJson['kind'], string>> = {
  null: 'null',
  bool: 'a boolean',
  number: 'a number',
  string: 'a string',
  array: 'a list',
  object: 'an object',
}
