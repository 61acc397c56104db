import {copyFileSync, readFileSync} from 'node:fs'
import type {RequestListener} from 'node:http'
import {createServer} from 'node:https'
import type {AddressInfo, Server} from 'node:net'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {scratch} from '../../unpack.ts'

/** Certificates of the tests; its README says which is which. */
export const pems = 'fixtures/engine-tls'

/** What a client is given: the name that the docker CLI looks for, and the certificate that lies there. */
export const clientFiles = {'ca.pem': 'ca.pem', 'cert.pem': 'cert.pem', 'key.pem': 'key.pem'}

/** A folder for DOCKER_CERT_PATH. */
export function certificates(files: Readonly<Record<string, string>> = clientFiles): string {
  const folder = scratch()
  for (const [name, pem] of Object.entries(files)) copyFileSync(join(pems, pem), join(folder, name))
  return folder
}

/** An engine with TLS that demands a certificate of `ca.pem`; gives its port. */
export async function tlsEngine(listener: RequestListener = sayNothing, certificate = 'server.pem'): Promise<number> {
  const [cert, key, ca] = [certificate, 'server-key.pem', 'ca.pem'].map(name => readFileSync(join(pems, name)))
  const server = createServer({cert, key, ca, requestCert: true, rejectUnauthorized: true}, listener)
  onTestFinished(() => server.closeAllConnections())
  return listening(server)
}

/** Listens on loopback until the test is over; gives the port. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** An engine without a container. */
export const sayNothing: RequestListener = (request, response) => {
  response.writeHead(200, {'content-type': 'application/json'})
  response.end(/volumes/.test(request.url ?? '') ? '{"Volumes":[]}' : '[]')
}
