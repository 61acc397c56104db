import {describe, expect, test} from 'vitest'
import {findRemoteFileSystem, remoteFileSystemOf} from '../../../src/sources/data-dir/find-remote-file-system.ts'

const mountinfo = `21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 21 0:25 / /srv rw,relatime shared:12 master:3 - nfs4 nas:/export rw,vers=4.2
31 30 254:1 / /srv/local rw - xfs /dev/vdb rw
32 21 0:40 / /mnt/with\\040space rw - fuse.sshfs host:/x rw
33 30 254:3 / /srv/disk rw - xfs /dev/vdc rw
33 30 0:41 / /srv/local rw - 9p share rw
34 21 0:42 / /srvother rw - cifs //nas/x rw
`

describe('the file system below a path', () => {
  test.each([
    ['/', null],
    ['/var/lib/dkron', null],
    ['/srv/disk', null],
    ['/srv/disk/data', null],
    ['/srv', 'nfs4'],
    ['/srv/data', 'nfs4'],
    ['/srv/local/data', '9p'],
    ['/srvother/data', 'cifs'],
    ['/mnt/with space/data', 'fuse.sshfs'],
  ])('%s', (path, type) => expect(remoteFileSystemOf(path, mountinfo)).toBe(type))

  test('is unknown when no line covers the path', () => {
    expect(remoteFileSystemOf('/x', '')).toBe(null)
    expect(remoteFileSystemOf('/x', 'no such text\n')).toBe(null)
  })

  test('of this machine is found without complaint', () => {
    expect(findRemoteFileSystem('/proc')).toBe(null)
  })
})
