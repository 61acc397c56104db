import {parseExactJson} from './exact-json.ts'
import {isProblem, type Problem} from './problem.ts'
import {decodeJsonMessage} from './proto/decode-json-message.ts'
import {decodeMessage} from './proto/decode-message.ts'
import {executionSchema, jobSchema, type StoredExecution, type StoredJob} from './proto/messages.ts'
import type {Message, Schema} from './proto/schema.ts'

/**
 * Values of Dkron's in-memory store as its snapshots hold them (dkron/store.go). Jobs are protobuf up to 3.0.8 and
 * JSON from 3.1.0, executions protobuf up to 3.1.1 and JSON from 3.1.2; after an upgrade one snapshot holds both.
 */

/** The job of one `jobs:<name>` key. Never throws. */
export function decodeStoredJob(value: Uint8Array): StoredJob | Problem {
  return decodeStored(jobSchema, value)
}

/** The execution of one `executions:<job>:<id>` key. Never throws. */
export function decodeStoredExecution(value: Uint8Array): StoredExecution | Problem {
  return decodeStored(executionSchema, value)
}

const openingBrace = 0x7b

/** As protobuf, a leading brace would be a group in field 15; no message here has one, so the first byte decides. */
function decodeStored<S extends Schema>(schema: S, value: Uint8Array): Message<S> | Problem {
  if (value[0] !== openingBrace) return decodeMessage(schema, value)
  // Like Go, bytes that are no UTF-8 become U+FFFD here; the export names the jobs that hold one.
  const parsed = parseExactJson(utf8.decode(value))
  return isProblem(parsed) ? parsed : decodeJsonMessage(schema, parsed.value)
}

const utf8 = new TextDecoder('utf-8', {ignoreBOM: true})
