import {execFileSync} from 'node:child_process'
import {copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {userland} from './build-images.ts'
import {bundleScript} from './cronicle/bundle-script.ts'

export const cronicleImage = 'cronicle-lab:0.9.129'

/** Where a container of the image has to find this project's node_modules: at their own path. */
export const packages = join(import.meta.dirname, '../../node_modules')

/** Sets the storage up when it is empty, as the images that people use do, then runs the server. */
const entry = (program: string) => `#!/bin/sh
cd /opt/cronicle
[ -e data/global ] || ${process.execPath} ${program} setup
exec ${process.execPath} ${program}
`

/** The stand-in of test/cronicle in /opt/cronicle, with this Node and the libraries that it is linked with. */
export function buildCronicleImage(): void {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-image-'))
  const place = (file: string, at = file): void => {
    mkdirSync(join(folder, dirname(at)), {recursive: true})
    copyFileSync(file, join(folder, at))
  }
  try {
    for (const at of ['tmp', 'opt/cronicle/conf', 'opt/cronicle/data']) mkdirSync(join(folder, at), {recursive: true})
    place(userland, '/bin/busybox')
    for (const tool of ['sh', 'cat', 'ls', 'ip']) symlinkSync('busybox', join(folder, 'bin', tool))
    for (const file of [process.execPath, ...librariesOf(process.execPath)]) place(file)
    cpSync(join(import.meta.dirname, '../cronicle/sample-config.json'), join(folder, 'opt/cronicle/conf/config.json'))
    writeFileSync(join(folder, 'entry'), entry(bundleScript('cronicle/cronicle-process')), {mode: 0o755})
    const layer = execFileSync('tar', ['-c', '.'], {cwd: folder, maxBuffer: 1 << 29})
    const changes = ['ENTRYPOINT ["/entry"]', 'WORKDIR /opt/cronicle', 'ENV CRONICLE_master=1']
    const options = changes.flatMap(change => ['--change', change])
    execFileSync('docker', ['import', ...options, '-', cronicleImage], {input: layer, stdio: 'pipe'})
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

export function removeCronicleImage(): void {
  execFileSync('docker', ['rmi', '--force', cronicleImage], {stdio: 'pipe'})
}

/** Shared libraries a program is linked with, and the loader: absolute paths. */
export function librariesOf(program: string): readonly string[] {
  const listed = execFileSync('ldd', [program], {encoding: 'utf8'})
  return [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path)
}
