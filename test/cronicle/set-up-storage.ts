import {now} from './clock.ts'
import type {Storage} from './open-storage.ts'
import {systemIdentity} from './own-identity.ts'

/** What `control.sh setup` leaves: this machine as the only server, a group that makes it primary, empty lists. */
export async function setUpStorage(storage: Storage): Promise<void> {
  const self = systemIdentity()
  const times = {created: Math.floor(now()), modified: Math.floor(now())}
  await storage.put('users/admin', {username: 'admin', active: 1, privileges: {admin: 1}, ...times})
  await storage.create('global/users', {page_size: 100})
  await storage.push('global/users', {username: 'admin'})
  for (const list of ['plugins', 'categories', 'server_groups', 'servers', 'schedule', 'api_keys']) {
    await storage.create(`global/${list}`)
  }
  const exactly = `^(${self.hostname.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')})$`
  await storage.push('global/server_groups', {id: 'maingrp', title: 'Primary Group', regexp: exactly, master: 1})
  await storage.push('global/server_groups', {id: 'allgrp', title: 'All Servers', regexp: '.+', master: 0})
  await storage.push('global/servers', {...self})
}
