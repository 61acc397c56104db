import {execFileSync} from 'node:child_process'
import {copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import {userland} from './build-images.ts'
import {librariesOf} from './cronicle-image.ts'

/** Holds doctor, as installed with its packages, and the scheduler as `dkron`. */
export const doctorImage = 'doctor-lab:latest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const scheduler = join(root, 'test/scheduler/bin/dkron')

export function buildDoctorImage(): void {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-image-'))
  const place = (file: string, at = file): void => {
    mkdirSync(join(folder, dirname(at)), {recursive: true})
    copyFileSync(file, join(folder, at))
  }
  try {
    mkdirSync(join(folder, 'tmp'))
    place(userland, '/bin/busybox')
    for (const tool of ['sh', 'hostname']) symlinkSync('busybox', join(folder, 'bin', tool))
    // Debian's static busybox has no flock of its own.
    const flock = execFileSync('which', ['flock'], {encoding: 'utf8'}).trim()
    for (const file of [process.execPath, flock].flatMap(librariesOf)) place(file)
    place(flock, '/bin/flock')
    place(process.execPath, '/bin/node')
    place(scheduler, '/bin/dkron')
    for (const path of ['bin', 'dist', 'package.json', 'oclif.manifest.json', ...packages()]) {
      cpSync(join(root, path), join(folder, 'opt/doctor', path), {recursive: true})
    }
    writeFileSync(join(folder, 'bin/doctor'), '#!/bin/sh\nexec /bin/node /opt/doctor/bin/run.js "$@"\n', {mode: 0o755})
    const layer = execFileSync('tar', ['-c', '.'], {cwd: folder, maxBuffer: 1 << 30})
    const options = ['--change', 'ENTRYPOINT ["doctor"]']
    execFileSync('docker', ['import', ...options, '-', doctorImage], {input: layer, stdio: 'pipe'})
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

export function removeDoctorImage(): void {
  execFileSync('docker', ['rmi', '--force', doctorImage], {stdio: 'pipe'})
}

/** The packages that an installation brings, from the root. */
function packages(): readonly string[] {
  const listed = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {cwd: root, encoding: 'utf8'})
  return listed
    .split('\n')
    .map(path => relative(root, path))
    .filter(path => path.startsWith('node_modules/'))
}
