import {createHmac, randomBytes} from 'node:crypto'
import type {ApiAnswers, Case, ComposeService, Container} from './case.ts'

/** A case without secrets, and what was taken out. */
export interface Redacted {
  readonly case: Case
  /** In words, one entry a kind: `value of environment variable TOKEN of s1`. */
  readonly leftOut: readonly string[]
}

/** Variables whose values decide the diagnosis or are no secret on any host; every other value is taken out. */
const plainVariables =
  /^(DKRON_(?!ENCRYPT|.*(TOKEN|PASS|SECRET|KEY|URL|WEBHOOK))\w+|PATH|SHELL|HOME|TZ|LANG|LC_\w+|HOSTNAME|GIN_MODE)$/i
/** Variables whose values are secrets whatever they look like. */
const secretName = /TOKEN|PASS|SECRET|KEY|CREDENTIAL/i
/** Flags whose value is a secret whatever it looks like. */
const secretFlag = /^(--?[\w-]*(?:encrypt|token|pass|secret|key|auth|webhook|dsn|credential)[\w-]*)(=)?(.*)$/is
const secretInText = [
  /(authorization["']?\s*[:=]\s*["']?(?:basic|bearer)?\s*)([^\s"',;]+)/gi,
  /((?:password|passwd|secret|token|api[-_]?key|encrypt)["']?\s*[:=]\s*["']?)([^\s"',;&]+)/gi,
  /(:\/\/[^\s:/@]+:)([^\s@/]+)(?=@)/g,
]

/**
 * Takes out gossip keys, tokens, passwords, Authorization values, environment values that are not on the list of plain
 * ones, and the jobs themselves (their settings hold passwords; only their number counts). Equal secrets stay equal,
 * so that a comparison of keys still holds; the key of that mapping is forgotten with this call.
 */
export function redactCase(c: Case, salt: Uint8Array = randomBytes(32)): Redacted {
  const leftOut = new Set<string>()
  const secrets = new Map<string, string>()
  const hide = (value: string, what: string): string => {
    if (value === '') return value
    leftOut.add(what)
    const stand = standIn(value, salt)
    secrets.set(value, stand)
    return stand
  }
  const known = settingsOfCronicle(c)
  const ofCronicle = new Set(c.cronicle?.servers.map(s => s.containerId))
  const containers = c.containers.map(k =>
    ofCronicle.has(k.id) ? redactCronicle(k, known, hide, leftOut) : redactContainer(k, hide),
  )
  const compose = c.compose.map(file => ({
    ...file,
    services: file.services.map(s => redactService(s, known, hide, leftOut)),
  }))
  if (c.cronicle) leftOut.add('settings of config.json that no check uses; a mark stands for secret_key')
  const api = c.api.map(a => redactAnswers(a, leftOut))
  const visible: Case = {...c, containers, compose, api}
  return {case: scrub(visible, secrets, leftOut) as Case, leftOut: [...leftOut].sort()}
}

/** Variables that Cronicle's servers were seen to read, and that are no secret: the case holds their values anyway. */
function settingsOfCronicle({cronicle}: Case): ReadonlySet<string> {
  const read = (cronicle?.servers ?? []).flatMap(s => (s.environment.state === 'read' ? s.environment.value : []))
  return new Set(read.filter(v => !v.secret).map(v => v.name))
}

/**
 * Of its environment only what Cronicle reads stays: of the rest no check wants anything, and a version or a port among
 * it must not be taken for a secret wherever else it stands.
 */
function redactCronicle(container: Container, known: ReadonlySet<string>, hide: Hide, leftOut: Set<string>): Container {
  const env = container.env.flatMap(entry => {
    const [name = '', ...value] = entry.split('=')
    if (known.has(name)) return [entry]
    if (secretName.test(name)) hide(value.join('='), `value of environment variable ${name} of ${container.name}`)
    leftOut.add(`environment of ${container.name}, save for what Cronicle reads`)
    return []
  })
  return {...container, commandLine: redactWords(container.commandLine, `of ${container.name}`, hide), env}
}

type Hide = (value: string, what: string) => string

function redactContainer(container: Container, hide: Hide): Container {
  const of = `of ${container.name}`
  return {
    ...container,
    commandLine: redactWords(container.commandLine, of, hide),
    config: redactConfig(container.config, of, hide),
    env: container.env.map(entry => {
      const at = entry.indexOf('=')
      if (at < 0) return entry
      const name = entry.slice(0, at)
      if (plainVariables.test(name)) return entry
      return `${name}=${hide(entry.slice(at + 1), `value of environment variable ${name} ${of}`)}`
    }),
  }
}

function redactService(
  service: ComposeService,
  known: ReadonlySet<string>,
  hide: Hide,
  leftOut: Set<string>,
): ComposeService {
  const of = `of service ${service.name}`
  const words = (placed: ComposeService['command']) =>
    placed === null ? null : {...placed, value: redactWords(placed.value, of, hide)}
  return {
    ...service,
    command: words(service.command),
    entrypoint: words(service.entrypoint),
    config: redactConfig(service.config, of, hide),
    configs: service.configs.map(config => {
      if (config.content === null) return config
      leftOut.add(`text of the config at ${config.target} ${of}`)
      return {...config, content: {...config.content, value: ''}}
    }),
    environment: service.environment.map(e =>
      e.value === null || plainVariables.test(e.name) || known.has(e.name)
        ? e
        : {...e, value: hide(e.value, `value of environment variable ${e.name} ${of}`)},
    ),
  }
}

/** Of all settings of a config file that a case holds the gossip key alone is secret. */
function redactConfig(config: Container['config'], of: string, hide: Hide): Container['config'] {
  if (config.state !== 'read') return config
  const settings = config.value.settings.map(setting => {
    if (setting.name !== 'encrypt') return setting
    const what = `value of encrypt in ${config.value.file} ${of}`
    return {...setting, value: typeof setting.value === 'string' ? hide(setting.value, what) : []}
  })
  return {...config, value: {...config.value, settings}}
}

function redactWords(words: readonly string[], of: string, hide: Hide): readonly string[] {
  let next: string | null = null
  return words.map(word => {
    if (next !== null) {
      const flag = next
      next = null
      return word.startsWith('-') ? word : hide(word, `value of ${flag} ${of}`)
    }
    const match = secretFlag.exec(word)
    if (!match?.[1]) return word
    if (match[2] === undefined) {
      next = match[1]
      return word
    }
    return `${match[1]}=${hide(match[3] ?? '', `value of ${match[1]} ${of}`)}`
  })
}

function redactAnswers(answers: ApiAnswers, leftOut: Set<string>): ApiAnswers {
  const entries = Object.entries(answers.answers).map(([path, answer]) => {
    if (!path.startsWith('/v1/jobs')) return [path, answer] as const
    leftOut.add(`jobs in ${path} of ${answers.source}; only their number is kept`)
    return [path, {...answer, body: numberOnly(answer.body)}] as const
  })
  return {...answers, answers: Object.fromEntries(entries)}
}

function numberOnly(body: string): string {
  try {
    const value: unknown = JSON.parse(body)
    return Array.isArray(value) ? JSON.stringify(value.map(() => ({}))) : 'null'
  } catch {
    return 'null'
  }
}

/** Secrets that stand elsewhere too (a log line, an answer), and what looks like one wherever it stands. */
function scrub(value: unknown, secrets: ReadonlyMap<string, string>, leftOut: Set<string>): unknown {
  if (typeof value === 'string') return scrubText(value, secrets, leftOut)
  if (Array.isArray(value)) return value.map(v => scrub(v, secrets, leftOut))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, scrub(v, secrets, leftOut)]))
}

function scrubText(text: string, secrets: ReadonlyMap<string, string>, leftOut: Set<string>): string {
  let result = text
  // Short values are too common to be looked for in all texts: "1", "true".
  for (const [secret, stand] of secrets) if (secret.length >= 6) result = result.replaceAll(secret, stand)
  for (const pattern of secretInText) {
    result = result.replace(pattern, (whole, before: string, secret: string) => {
      if (secrets.has(secret) || [...secrets.values()].includes(secret)) return whole
      leftOut.add('passwords, tokens and Authorization values in texts')
      return `${before}redacted`
    })
  }
  return result
}

/**
 * What stands in for a secret: of the same length and, for a gossip key, as valid or invalid as it was, so that every
 * check says the same about it. Keyed with a salt nobody keeps, so it cannot be guessed back.
 */
function standIn(value: string, salt: Uint8Array): string {
  const bytes = Buffer.from(value, 'base64')
  const isKey = [16, 24, 32].includes(bytes.length) && bytes.toString('base64') === value
  const digest = createHmac('sha512', salt).update(value).digest()
  if (isKey) return digest.subarray(0, bytes.length).toString('base64')
  return `redacted-${digest.toString('hex')}`.slice(0, Math.max(value.length, 4)).padEnd(value.length, '-')
}
