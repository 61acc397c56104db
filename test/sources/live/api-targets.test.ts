import {expect, test} from 'vitest'
import type {Container} from '../../../src/case/case.ts'
import {apiTargets} from '../../../src/sources/live/api-targets.ts'

const container = (more: object) =>
  ({
    name: 's1',
    running: true,
    commandLine: ['dkron', 'agent', '--server'],
    env: [],
    networks: [{address: '172.18.0.2'}, {address: null}],
    networkMode: 'p_default',
    publishedPorts: [
      {port: 8080, host: '0.0.0.0', hostPort: 18080},
      {port: 8080, host: '::', hostPort: 18080},
      {port: 8080, host: '192.168.1.5', hostPort: 80},
      {port: 8946, host: '', hostPort: 8946},
    ],
    config: {state: 'not-collected'},
    ...more,
  }) as unknown as Container

test('its own address, then published ports', () => {
  expect(apiTargets([container({})], null)).toEqual([
    {server: 's1', bases: ['http://172.18.0.2:8080', 'http://127.0.0.1:18080', 'http://192.168.1.5:80']},
  ])
  expect(apiTargets([container({networkMode: 'host', networks: [], publishedPorts: []})], null)).toEqual([
    {server: 's1', bases: ['http://127.0.0.1:8080']},
  ])
})

test('of an engine on another host only what that host gives away: the same address may be another container here', () => {
  expect(apiTargets([container({})], 'far.example')).toEqual([
    {server: 's1', bases: ['http://far.example:18080', 'http://192.168.1.5:80']},
  ])
  expect(apiTargets([container({publishedPorts: []})], 'far.example')).toEqual([{server: 's1', bases: []}])
  expect(apiTargets([container({networkMode: 'host', publishedPorts: []})], '2001:db8::1')).toEqual([
    {server: 's1', bases: ['http://[2001:db8::1]:8080']},
  ])
})

test('the port of the config file; nothing for what is no server or does not run', () => {
  const settings = [{name: 'http-addr', value: ':9090', line: 1}]
  const config = {state: 'read', value: {file: 'f', inside: 'f', settings, problem: null}}
  expect(apiTargets([container({config, publishedPorts: []})], null)).toEqual([
    {server: 's1', bases: ['http://172.18.0.2:9090']},
  ])
  expect(apiTargets([container({running: false})], null)).toEqual([])
  expect(apiTargets([container({commandLine: ['dkron', 'agent']})], null)).toEqual([])
})
