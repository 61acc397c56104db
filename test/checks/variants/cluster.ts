import {cpSync, renameSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import type {Variant} from './edit-case.ts'
import {address, both, cold, state, three, three3} from './edit-case.ts'

export const variants: readonly Variant[] = [
  {
    what: 'three on 3.2.7, one address changed',
    of: three3,
    edit: address('10.76.116.99', /^inspect-.*s1/),
    kinds: cold,
    gives: ['at-risk', null],
    also: 'server-address-changed',
  },
  {
    what: 'three on 3.2.7, two addresses changed',
    of: three3,
    edit: address('10.76.116.99', /^inspect-.*s[12]/),
    kinds: cold,
    gives: ['at-risk', null],
  },
  {
    what: 'three on 3.2.7, all addresses changed',
    of: three3,
    edit: address('10.76.116.99', /^inspect-/),
    kinds: cold,
    gives: ['broken', 'server-address-changed'],
  },
  {
    what: 'three on 3.2.7, addresses handed round',
    of: three3,
    edit: both(
      address('10.76.116.12', /^inspect-.*s1/),
      address('10.76.116.13', /^inspect-.*s2/),
      address('10.76.116.11', /^inspect-.*s3/),
    ),
    kinds: cold,
    gives: ['broken', 'server-address-changed'],
  },
  {
    what: 'three on 4.0.9, all addresses changed',
    of: three,
    edit: address('10.76.116.99', /^inspect-/),
    kinds: cold,
    gives: ['healthy', null],
  },
  {
    what: 'one of three stopped',
    of: three,
    edit: state('exited', 0, /^inspect-.*s3/),
    kinds: cold,
    gives: ['at-risk', null],
    also: 'stale-voter',
  },
  {
    what: 'two of three stopped',
    of: three,
    edit: state('exited', 0, /^inspect-.*s[23]/),
    kinds: cold,
    gives: ['broken', 'quorum-lost'],
  },
  {
    what: 'two of three stopped on 3.2.7',
    of: three3,
    edit: state('exited', 0, /^inspect-.*s[23]/),
    kinds: cold,
    gives: ['broken', 'quorum-lost'],
  },
  {
    what: 'two of three stopped on 2.2.2',
    of: 'v2.2.2-e4-1-healthy-3-staggered',
    edit: state('exited', 0, /^inspect-.*s[23]/),
    kinds: cold,
    gives: ['broken', 'quorum-lost'],
  },
  {what: 'all three stopped', of: three, edit: state('exited'), kinds: cold, gives: ['healthy', null]},
  {
    what: 'one of three with an empty data-dir',
    of: three,
    edit: f => rmSync(join(f, 'd3/raft'), {recursive: true}),
    kinds: ['dataDirs', 'inspect', 'compose', 'api'],
    gives: ['at-risk', null],
    also: 'data-dir-empty',
  },
  {
    what: 'the volumes of two single servers swapped',
    of: 'v4.0.9-e4-7-two-bootstrap',
    edit: f => {
      renameSync(join(f, 'd1'), join(f, 'd'))
      renameSync(join(f, 'd2'), join(f, 'd1'))
      renameSync(join(f, 'd'), join(f, 'd2'))
    },
    kinds: cold,
    gives: ['broken', 'foreign-data-dir'],
  },
  {
    what: 'one volume copied over the other',
    of: 'v4.0.9-e4-7-two-bootstrap',
    edit: f => cpSync(join(f, 'd1'), join(f, 'd2'), {recursive: true, force: true}),
    kinds: cold,
    gives: ['broken', 'foreign-data-dir'],
  },
]
