import {reasonOf} from './collect-docker.ts'
import type {EngineAddress} from './reach-engine.ts'
import type {TlsMaterial} from './read-tls.ts'

type TcpAddress = Extract<EngineAddress, {kind: 'tcp'}>
type Failure = {readonly code: string; readonly message: string; readonly cert?: {readonly subjectaltname?: string}}

/** OpenSSL's names of why a certificate is not believed (`X509_verify_cert_error_string`, as Node spells them). */
const notBelieved =
  /^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|CRL_|ERROR_IN_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH)/
/** What the other side says of a certificate it was shown, or not shown (RFC 8446, 6.2; 40 is how TLS 1.2 says it). */
const alertsOfCertificates = ['40', '41', '42', '43', '44', '45', '46', '48', '49', '116']

/** Why an engine gave no answer, in one sentence with the way out. */
export function whyNoAnswer(error: unknown, address: EngineAddress): string {
  const {code = '', message = '', cert} = (error ?? {}) as Partial<Failure>
  const failure = {code, message, ...(cert && {cert})}
  if (address.kind === 'socket') return reasonOf(error)
  const {tls} = address
  return (tls === null ? ofPlain(failure, address) : ofTls(failure, address, tls)) ?? reasonOf(error)
}

function ofPlain({code, message}: Failure, {host, port, from}: TcpAddress): string | null {
  const name = /^docker context "([\w.+-]+)"/.exec(from)?.[1] ?? 'NAME'
  const files = 'ca=ca.pem,cert=cert.pem,key=key.pem'
  const way =
    from === 'DOCKER_HOST'
      ? 'set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of its ca.pem, cert.pem and key.pem'
      : `give the context its certificates: docker context update ${name} --docker host=tcp://${host}:${port},${files}`
  // Go's server, and nginx before one, answer so in plain HTTP with status 400.
  if (/HTTP request (was sent )?to (an )?HTTPS/i.test(message)) return `the engine there speaks TLS; ${way}`
  if (/^\(HTTP code 30\d\)/.test(message)) return `what answers there only points elsewhere; if that is TLS, ${way}`
  if (code.startsWith('HPE_')) return `what answers there speaks no plain HTTP; if it is an engine with TLS, ${way}`
  if (code !== 'ECONNRESET') return null
  return `no answer in time, or the connection was closed; if it is an engine with TLS, ${way}`
}

function ofTls({code, message, cert}: Failure, {host}: TcpAddress, tls: TlsMaterial): string | null {
  if (/wrong.version.number|packet.length.too.long/i.test(`${code} ${message}`)) {
    return 'what answers there speaks no TLS; have the engine listen with --tlsverify, or take DOCKER_TLS_VERIFY, DOCKER_TLS or the certificates of the context away'
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = cert?.subjectaltname || 'no name at all'
    return `the engine's certificate is for ${names}, not for "${host}"; use such a name as address, or have a certificate made for this one`
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const state = code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'
    return `the engine's certificate ${state}; have a new one made, or set the clock of this host`
  }
  if (notBelieved.test(code)) {
    const authority = tls.ca ?? 'an authority that this host trusts'
    const way = `let ${tls.folder}/ca.pem be the certificate of the authority that has signed it`
    return `the engine's certificate is not signed by ${authority} (${code}); ${way}`
  }
  const way =
    tls.cert === null
      ? `put the client's cert.pem and key.pem into ${tls.folder}`
      : `have ${tls.cert} signed by the authority the engine trusts (--tlscacert), and see that it has not expired`
  const [, alert] = /SSL alert number (\d+)/.exec(message) ?? []
  if (alert && alertsOfCertificates.includes(alert)) {
    return `the engine ${tls.cert === null ? 'demands a certificate' : `refuses ${tls.cert}`}; ${way}`
  }
  if (code !== 'ECONNRESET' && code !== 'EPIPE') return null
  const why = tls.cert === null ? 'if it demands a certificate' : 'if it refuses the certificate'
  return `no answer in time, or the connection was closed; ${why}, ${way}`
}
