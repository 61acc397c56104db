import {execFileSync} from 'node:child_process'
import {copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {userland} from './build-images.ts'
import {librariesOf} from './cronicle-image.ts'

/** The root of an image made of what this machine has, as no registry can be asked for one. */
export class ImageFolder {
  readonly #root = mkdtempSync(join(tmpdir(), 'doctor-image-'))

  /** @param tools of busybox, by name. */
  constructor(tools: readonly string[]) {
    this.makeFolder('/tmp')
    this.place(userland, '/bin/busybox')
    for (const tool of tools) this.link(`/bin/${tool}`, 'busybox')
  }

  /** A file or folder, links in it followed. */
  place(from: string, at = from): void {
    this.makeFolder(dirname(at))
    cpSync(from, join(this.#root, at), {recursive: true, dereference: true})
  }

  /** A program with the libraries that it is linked with. */
  placeProgram(from: string, at: string): void {
    for (const library of librariesOf(from)) this.place(library)
    this.makeFolder(dirname(at))
    copyFileSync(from, join(this.#root, at))
  }

  makeFolder(at: string): void {
    mkdirSync(join(this.#root, at), {recursive: true})
  }

  link(at: string, to: string): void {
    this.makeFolder(dirname(at))
    symlinkSync(to, join(this.#root, at))
  }

  write(at: string, text: string): void {
    writeFileSync(join(this.#root, at), text, {mode: 0o755})
  }

  /** Imports it as one layer and is gone then. `changes` are instructions as of a Dockerfile. */
  importAs(image: string, changes: readonly string[]): void {
    try {
      const layer = execFileSync('tar', ['-c', '.'], {cwd: this.#root, maxBuffer: 1 << 30})
      const options = changes.flatMap(change => ['--change', change])
      execFileSync('docker', ['import', ...options, '-', image], {input: layer, stdio: 'pipe'})
    } finally {
      rmSync(this.#root, {recursive: true, force: true})
    }
  }
}
