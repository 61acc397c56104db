import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  futimesSync,
  lchownSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs'

/**
 * Every system call of ours that changes something on a disk. One small object, so that a test can count the calls
 * and end the process after any one of them, or make one fail. All of them throw Node's system errors.
 */
export interface Disk {
  /** Creates a file that must not exist yet (O_EXCL: never through a link) and opens it for writing. */
  createFile(path: string, mode: number): number
  /** Writes all of `bytes` at `offset`. */
  write(fd: number, bytes: Uint8Array, offset: number): void
  setOwner(fd: number, uid: number, gid: number): void
  setMode(fd: number, mode: number): void
  /** Modification time, in nanoseconds since 1970; kept to the microsecond. */
  setTime(fd: number, nanoseconds: bigint): void
  sync(fd: number): void
  close(fd: number): void
  rename(from: string, to: string): void
  /** fsync of a folder: makes its names last. */
  syncFolder(path: string): void
  makeFolder(path: string, mode: number): void
  setFolderOwner(path: string, uid: number, gid: number): void
  setFolderMode(path: string, mode: number): void
  setFolderTime(path: string, nanoseconds: bigint): void
  makeLink(target: string, path: string): void
  /** Of the link itself, whatever it leads to. */
  setLinkOwner(path: string, uid: number, gid: number): void
  /** Removes one file made by us: nothing of the operator's is ever unlinked. */
  removeFile(path: string): void
  /** Removes one empty folder made by us. */
  removeFolder(path: string): void
}

const {O_CREAT, O_EXCL, O_WRONLY, O_DIRECTORY, O_NOFOLLOW} = constants

/** The real disk. */
export const realDisk: Disk = {
  createFile: (path, mode) => openSync(path, O_CREAT | O_EXCL | O_WRONLY, mode),
  write(fd, bytes, offset) {
    let done = 0
    while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, offset + done)
  },
  setOwner: (fd, uid, gid) => fchownSync(fd, uid, gid),
  setMode: (fd, mode) => fchmodSync(fd, mode),
  setTime: (fd, nanoseconds) => futimesSync(fd, secondsOf(nanoseconds), secondsOf(nanoseconds)),
  sync: fd => fsyncSync(fd),
  close: fd => closeSync(fd),
  rename: (from, to) => renameSync(from, to),
  syncFolder: path => withFolder(path, fsyncSync),
  makeFolder: (path, mode) => void mkdirSync(path, {mode}),
  setFolderOwner: (path, uid, gid) => withFolder(path, fd => fchownSync(fd, uid, gid)),
  setFolderMode: (path, mode) => withFolder(path, fd => fchmodSync(fd, mode)),
  setFolderTime: (path, nanoseconds) => utimesSync(path, secondsOf(nanoseconds), secondsOf(nanoseconds)),
  makeLink: (target, path) => symlinkSync(target, path),
  setLinkOwner: (path, uid, gid) => lchownSync(path, uid, gid),
  removeFile: path => unlinkSync(path),
  removeFolder: path => rmdirSync(path),
}

/**
 * Node takes seconds as a double and cuts them down to microseconds (libuv `uv__fs_to_timespec`): whole microseconds
 * come through only with less than half of one on top, which outweighs the rounding of the double.
 */
const secondsOf = (nanoseconds: bigint): number => Number(nanoseconds / 1000n) / 1e6 + 4e-7

function withFolder(path: string, act: (fd: number) => void): void {
  const fd = openSync(path, O_DIRECTORY | O_NOFOLLOW)
  try {
    act(fd)
  } finally {
    closeSync(fd)
  }
}
