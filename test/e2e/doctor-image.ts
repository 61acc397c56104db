import {execFileSync} from 'node:child_process'
import {join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import {ImageFolder} from './image-folder.ts'

/** Holds doctor, as installed with its packages, and the scheduler as `dkron`. */
export const doctorImage = 'doctor-lab:latest'

const root = fileURLToPath(new URL('../../', import.meta.url))

export function buildDoctorImage(): void {
  const folder = new ImageFolder(['sh', 'hostname'])
  // Debian's static busybox has no flock of its own.
  folder.placeProgram(execFileSync('which', ['flock'], {encoding: 'utf8'}).trim(), '/bin/flock')
  folder.placeProgram(process.execPath, '/bin/node')
  folder.place(join(root, 'test/scheduler/bin/dkron'), '/bin/dkron')
  for (const path of ['bin', 'dist', 'package.json', 'oclif.manifest.json', ...packages()]) {
    folder.place(join(root, path), join('/opt/doctor', path))
  }
  folder.write('bin/doctor', '#!/bin/sh\nexec /bin/node /opt/doctor/bin/run.js "$@"\n')
  folder.importAs(doctorImage, ['ENTRYPOINT ["doctor"]'])
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
