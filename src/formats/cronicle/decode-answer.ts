import type {ActivityRow, AnswerContent, CallOutcome, LiveServer, StatusAnswer} from '../../case/cronicle-answers.ts'
import {isObject, type JsonObject, listOf, numberOf, objectOf, parseJson, textOf} from '../json-shape.ts'
import {decodeActivityRow} from './decode-records.ts'

/**
 * Answers of Cronicle's API in one saved text: JSON, the JavaScript that `/api/app/config` sends
 * (`app.receiveConfig({…});`), several of them one a line, or the `"hostname":…,"pid":…` pieces that grep cuts out.
 * A text that is none of this is an answer of somebody else, such as the error page of a balancer.
 *
 * @param call what was asked, when the file's name says so
 */
export function decodeAnswers(text: string, call: string | null): readonly AnswerContent[] {
  const whole = text.trim()
  if (whole === '') return []
  const one = jsonIn(whole)
  if (one !== null) return [decodeOne(one, call, whole)]
  const lines = whole.split('\n').map(l => l.trim())
  const each = lines.filter(l => l !== '').map(l => ({line: l, value: jsonIn(l) ?? jsonIn(`{${l}}`)}))
  if (each.length > 0 && each.every(e => e.value !== null)) {
    return each.flatMap(e => (e.value === null ? [] : [decodeOne(e.value, call, e.line)]))
  }
  return [foreign(whole)]
}

const longestExcerpt = 120

function foreign(text: string): AnswerContent {
  const html = /^\s*(?:<!doctype|<html|<head|<)/i.test(text)
  const excerpt = text.slice(0, longestExcerpt).replace(/\s+/g, ' ')
  return {call: 'foreign', foreign: {problem: html ? 'is an HTML page' : 'is no answer of Cronicle', excerpt}}
}

function jsonIn(text: string): JsonObject | null {
  const script = /^app\.receiveConfig\((\{.*\})\);?$/s.exec(text)?.[1]
  const parsed = parseJson(script ?? text)
  return 'value' in parsed && isObject(parsed.value) ? parsed.value : null
}

function decodeOne(value: JsonObject, call: string | null, text: string): AnswerContent {
  const outcome = outcomeOf(value)
  if (call === 'add_server' || call === 'remove_server' || call === 'check_add_server') {
    return {call, outcome: {...outcome, hostname: textOf(value.hostname), ip: textOf(value.ip)}}
  }
  if (call === 'get_servers' || (call === null && 'servers' in value && !('config' in value))) {
    const servers = isObject(value.servers) ? Object.values(value.servers).flatMap(liveServerOf) : null
    return {call: 'get_servers', servers: {...outcome, servers}}
  }
  if (call === 'get_activity' || (call === null && Array.isArray(value.rows))) {
    return {call: 'get_activity', activity: {...outcome, rows: rowsOf(value)}}
  }
  if (call === 'config' || (call === null && ('master_hostname' in value || outcome.code === 'master'))) {
    return {
      call: 'config',
      config: {
        ...outcome,
        version: textOf(value.version),
        masterHostname: textOf(value.master_hostname),
        port: numberOf(value.port),
        servers: Object.values(objectOf(value.servers)).flatMap(addressOf),
      },
    }
  }
  const status = decodeStatus(value)
  return status === null ? foreign(text) : {call: 'status', status}
}

/** Body of `/api/app/status`; null when it is none. */
export function decodeStatus(value: unknown): StatusAnswer | null {
  const {hostname, ip, pid, version, now, uptime} = objectOf(value)
  const name = textOf(hostname)
  if (name === null || (numberOf(pid) === null && textOf(version) === null)) return null
  return {
    hostname: name,
    ip: textOf(ip),
    pid: numberOf(pid),
    version: textOf(version),
    now: numberOf(now),
    uptime: numberOf(uptime),
  }
}

function outcomeOf(value: JsonObject): CallOutcome {
  const {code} = value
  const text = typeof code === 'number' || typeof code === 'string' ? String(code) : ''
  return {code: text, description: textOf(value.description)}
}

function liveServerOf(value: unknown): readonly LiveServer[] {
  const {hostname, ip, master, uptime, disabled} = objectOf(value)
  const name = textOf(hostname)
  if (name === null) return []
  return [
    {
      hostname: name,
      ip: textOf(ip),
      primary: Boolean(master),
      uptime: numberOf(uptime) ?? 0,
      disabled: Boolean(disabled),
    },
  ]
}

function addressOf(value: unknown): readonly {readonly hostname: string; readonly ip: string | null}[] {
  const {hostname, ip} = objectOf(value)
  const name = textOf(hostname)
  return name === null ? [] : [{hostname: name, ip: textOf(ip)}]
}

function rowsOf(value: JsonObject): readonly ActivityRow[] {
  return listOf(value.rows).flatMap(row => decodeActivityRow(row) ?? [])
}
