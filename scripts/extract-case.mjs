import {cpSync, createReadStream, mkdirSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {createGunzip} from 'node:zlib'
import {unpackTar} from 'modern-tar/fs'

/** Copies a captured case and unpacks its data-dirs beside it. */
export async function extractCase(from, to) {
  mkdirSync(to, {recursive: true})
  for (const name of readdirSync(from)) {
    const file = join(from, name)
    if (name.endsWith('.tar.gz')) await unpack(file, to)
    else cpSync(file, join(to, name), {recursive: true})
  }
}

function unpack(file, to) {
  return new Promise((resolve, reject) => {
    const out = unpackTar(to)
    out.on('finish', resolve).on('error', reject)
    createReadStream(file).on('error', reject).pipe(createGunzip()).on('error', reject).pipe(out)
  })
}
