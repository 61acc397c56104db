import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020, type ErrorObject} from 'ajv/dist/2020.js'

const folder = join(import.meta.dirname, '../schemas')

/** A published schema as it stands in the file. */
export function readSchema(name: 'report' | 'plan'): Schema {
  return JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'))
}

export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Schema[]
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
}

const ajv = new Ajv2020({strict: true, allowUnionTypes: true, allErrors: true})
const validators = {report: ajv.compile(readSchema('report')), plan: ajv.compile(readSchema('plan'))}

/** What a JSON value has against a published schema; empty when it is valid. */
export function schemaProblems(name: keyof typeof validators, value: unknown): readonly string[] {
  const validate = validators[name]
  return validate(value) ? [] : (validate.errors ?? []).map(describe)
}

function describe({instancePath, message, params}: ErrorObject): string {
  return `${instancePath || '/'} ${message} ${JSON.stringify(params)}`
}
