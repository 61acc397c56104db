import {readlinkSync} from 'node:fs'

/** Linux include/linux/proc_ns.h `PROC_PID_INIT_INO`: inode of the first PID namespace, the host's own. */
const hostPidNamespace = 'pid:[4026531836]'

/** Whether this process sees every process of the host; in a container without the host's PIDs it does not. */
export function seesAllProcesses(): boolean {
  try {
    return readlinkSync('/proc/self/ns/pid') === hostPidNamespace
  } catch {
    return false
  }
}
