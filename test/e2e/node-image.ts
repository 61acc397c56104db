import {execFileSync} from 'node:child_process'
import {realpathSync} from 'node:fs'
import {dirname} from 'node:path'
import {ImageFolder} from './image-folder.ts'

/** This machine's Node and npm with a shell: what the Dockerfile expects of node:22-slim. */
export const nodeImage = 'node-lab:latest'

export function buildNodeImage(): void {
  const folder = new ImageFolder(['sh', 'tar', 'gzip', 'gunzip', 'ln', 'cat', 'ls', 'env'])
  folder.makeFolder('/usr/local/bin')
  folder.link('/usr/bin/env', '../../bin/busybox')
  folder.placeProgram(process.execPath, '/bin/node')
  const npm = realpathSync(said('which', 'npm'))
  folder.place(dirname(dirname(npm)))
  folder.link('/bin/npm', npm)
  // Where packages come from is for the machine to say, as for its own npm.
  const certificates = process.env.NODE_EXTRA_CA_CERTS
  if (certificates) folder.place(certificates)
  folder.importAs(nodeImage, [
    'ENV PATH=/usr/local/bin:/bin',
    `ENV npm_config_registry=${said('npm', 'config', 'get', 'registry')}`,
    ...(certificates ? [`ENV NODE_EXTRA_CA_CERTS=${certificates}`] : []),
  ])
}

export function removeNodeImage(): void {
  execFileSync('docker', ['rmi', '--force', nodeImage], {stdio: 'pipe'})
}

const said = (program: string, ...args: string[]): string =>
  execFileSync(program, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim()
