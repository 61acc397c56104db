import {createPrivateKey, X509Certificate} from 'node:crypto'
import {readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {createSecureContext, type SecureContext} from 'node:tls'
import {type TlsFiles, tlsFileNames} from './find-engine.ts'
import {isAbsent} from './is-absent.ts'

/** What TLS is spoken with. The key is in the context alone, which shows it to nobody. */
export interface TlsMaterial {
  readonly folder: string
  readonly verify: boolean
  /** Path of the authority that has to have signed the engine's certificate; null for those that Node trusts. */
  readonly ca: string | null
  /** Path of the certificate that is shown to the engine; null for none. */
  readonly cert: string | null
  readonly context: SecureContext
}

interface Pem {
  readonly path: string
  readonly bytes: Buffer
}

type Trouble = {readonly reason: string}

/** Bytes: a chain of certificates has some thousand, all authorities of the internet 250,000. */
const most = 1024 * 1024

/** The certificates of a folder, tried for what they are; a reason names the file at fault, and nothing that is in it. */
export function readTls({folder, needsCa, verify}: TlsFiles): TlsMaterial | Trouble {
  const ca = readPem(join(folder, tlsFileNames.ca))
  if (ca && 'reason' in ca) return ca
  const cert = readPem(join(folder, tlsFileNames.cert))
  if (cert && 'reason' in cert) return cert
  const key = readPem(join(folder, tlsFileNames.key))
  if (key && 'reason' in key) return key
  if (needsCa && ca === null) {
    const way = "put the certificate of the engine's authority there, or name its folder in DOCKER_CERT_PATH"
    return {reason: `${join(folder, tlsFileNames.ca)} is missing; ${way}`}
  }
  for (const file of [ca, cert]) {
    if (file && !isCertificate(file)) return {reason: `${file.path} holds no certificate in PEM form; copy it anew`}
  }
  const wrong = wrongPair(folder, cert, key)
  if (wrong !== null) return {reason: wrong}
  try {
    const context = createSecureContext({ca: ca?.bytes, cert: cert?.bytes, key: key?.bytes})
    return {folder, verify, ca: ca?.path ?? null, cert: cert?.path ?? null, context}
  } catch (error) {
    return {reason: `the certificates in ${folder} cannot be used: ${(error as Error).message}`}
  }
}

/** Why certificate and key are none that can be shown to an engine; null when they are, or when both are absent. */
function wrongPair(folder: string, cert: Pem | null, key: Pem | null): string | null {
  if (cert === null && key === null) return null
  if (cert === null || key === null) {
    const [missing, there] =
      cert === null ? [tlsFileNames.cert, tlsFileNames.key] : [tlsFileNames.key, tlsFileNames.cert]
    return `${join(folder, missing)} is missing beside ${there}; put it there`
  }
  if (/ENCRYPTED/.test(key.bytes.toString('latin1'))) {
    return `${key.path} is locked with a passphrase, which nobody is asked for; keep it there without one (openssl pkey)`
  }
  try {
    const isOf = new X509Certificate(cert.bytes).checkPrivateKey(createPrivateKey(key.bytes))
    return isOf ? null : `${key.path} is not the key of ${cert.path}; copy both anew from where they were made`
  } catch {
    return `${key.path} holds no private key in PEM form; copy it anew`
  }
}

function isCertificate({bytes}: Pem): boolean {
  try {
    new X509Certificate(bytes)
    return true
  } catch {
    return false
  }
}

/** Null when there is none. A pipe in its place would never end. */
function readPem(path: string): Pem | Trouble | null {
  if (isAbsent(path)) return null
  try {
    const status = statSync(path)
    if (!status.isFile()) return {reason: `${path} is no file; put the file itself there`}
    if (status.size > most) return {reason: `${path} is too large for a certificate or key; copy it anew`}
    return {path, bytes: readFileSync(path)}
  } catch (error) {
    const {code = 'unreadable'} = error as NodeJS.ErrnoException
    return {reason: `${path} cannot be read (${code}); run doctor as a user who may read it`}
  }
}
