import {createPrivateKey} from 'node:crypto'
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {inspect} from 'node:util'
import {describe, expect, it} from 'vitest'
import {readTls} from '../../../src/sources/docker/read-tls.ts'
import {scratch} from '../../unpack.ts'
import {certificates, clientFiles, pems} from './tls-engine.ts'

const key = readFileSync(join(pems, 'key.pem'), 'utf8')
const secret = key.split('\n')[1] ?? ''
const read = (folder: string, needsCa = true) => readTls({folder, needsCa, verify: true})

describe('readTls', () => {
  it('reads what the docker CLI would, and shows the key to nobody', () => {
    const folder = certificates()
    const tls = read(folder)
    expect(tls).toMatchObject({folder, verify: true, ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem')})
    const shown = inspect(tls, {depth: null, showHidden: true}) + JSON.stringify(tls)
    expect(shown).not.toContain(secret)
    expect(shown).not.toContain(Buffer.from(key).toString('hex').slice(60, 90))
  })

  it('does without a certificate of its own, and without an authority where none has to be there', () => {
    expect(read(certificates({'ca.pem': 'ca.pem'}))).toMatchObject({cert: null})
    expect(read(scratch(), false)).toMatchObject({ca: null, cert: null})
  })

  it.each<readonly [string, (folder: string) => void, Readonly<Record<string, string>>, string]>([
    ['no authority', () => {}, {}, 'ca.pem is missing; put'],
    ['no key', () => {}, {'ca.pem': 'ca.pem', 'cert.pem': 'cert.pem'}, 'key.pem is missing beside cert.pem; put it'],
    ['no certificate', () => {}, {'ca.pem': 'ca.pem', 'key.pem': 'key.pem'}, 'cert.pem is missing beside key.pem; put'],
    ["somebody else's key", () => {}, {...clientFiles, 'key.pem': 'stranger-key.pem'}, 'key.pem is not the key of '],
    ['a key for an authority', () => {}, {...clientFiles, 'ca.pem': 'key.pem'}, 'ca.pem holds no certificate'],
    ['a certificate for a key', () => {}, {...clientFiles, 'key.pem': 'cert.pem'}, 'key.pem holds no private key'],
    ['an empty key', f => writeFileSync(join(f, 'key.pem'), ''), clientFiles, 'key.pem holds no private key'],
    ['a cut key', f => writeFileSync(join(f, 'key.pem'), key.slice(0, 120)), clientFiles, 'key.pem holds no private'],
    ['a locked key', lock, clientFiles, 'key.pem is locked with a passphrase'],
    ['an empty certificate', f => writeFileSync(join(f, 'cert.pem'), ''), clientFiles, 'cert.pem holds no certificate'],
    ['a folder', f => mkdirSync(join(f, 'ca.pem')), {}, 'ca.pem is no file; put the file itself there'],
    ['a device without end', f => symlinkSync('/dev/zero', join(f, 'ca.pem')), {}, 'ca.pem is no file'],
    ['a loop', f => symlinkSync(join(f, 'ca.pem'), join(f, 'ca.pem')), {}, 'ca.pem cannot be read (ELOOP); run doctor'],
    ['a huge file', f => writeFileSync(join(f, 'ca.pem'), Buffer.alloc(2 ** 20 + 1)), {}, 'ca.pem is too large'],
  ])('names the file at fault: %s', (_, spoil, files, words) => {
    const folder = certificates(files)
    spoil(folder)
    const tls = read(folder)
    if (!('reason' in tls)) throw new TypeError('it was read')
    expect(tls.reason).toContain(`${folder}/${words}`)
    expect(tls.reason).not.toContain(secret.slice(0, 20))
    expect(tls.reason).not.toContain('\n')
  })
})

function lock(folder: string): void {
  const locked = createPrivateKey(key).export({type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x'})
  writeFileSync(join(folder, 'key.pem'), locked)
}
