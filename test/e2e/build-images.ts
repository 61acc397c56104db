import {execFileSync} from 'node:child_process'
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** Tag of each image, and how its servers find each other's addresses: as Dkron of that release does. */
const lookups = {'4.0.9': 'id', '3.2.7': 'stored'} as const

/** Statically linked, as Debian's busybox-static has it: the images hold no library. */
export const userland = '/bin/busybox'

/** Images without a registry: the static busybox of this system and the scheduler, imported as one layer. */
export function buildImages(scheduler: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-image-'))
  try {
    mkdirSync(join(folder, 'bin'))
    mkdirSync(join(folder, 'tmp'))
    copyFileSync(userland, join(folder, 'bin/busybox'))
    for (const tool of ['sh', 'sleep', 'ls', 'cat', 'ip']) symlinkSync('busybox', join(folder, 'bin', tool))
    copyFileSync(scheduler, join(folder, 'dkron'))
    const layer = execFileSync('tar', ['-c', '.'], {cwd: folder, maxBuffer: 1 << 28})
    for (const [tag, lookup] of Object.entries(lookups)) {
      const changes = ['--change', 'ENTRYPOINT ["/dkron"]', '--change', `ENV DKRON_ADDRESS_LOOKUP=${lookup}`]
      execFileSync('docker', ['import', ...changes, '-', `dkron-lab:${tag}`], {input: layer})
    }
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

export function removeImages(): void {
  execFileSync('docker', ['rmi', '--force', ...Object.keys(lookups).map(tag => `dkron-lab:${tag}`)])
}
