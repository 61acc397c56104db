import {expect, test} from 'vitest'
import {deriveCronicle} from '../../src/facts/cronicle/derive-cronicle.ts'
import {planQuestions} from '../../src/facts/cronicle/plan-questions.ts'
import {collectCapture, unpackCapture} from '../cronicle-captures.ts'

async function planned(name: string, kinds: Parameters<typeof collectCapture>[1] = ['primary', 'api']) {
  return planQuestions(deriveCronicle(await collectCapture(unpackCapture(name), kinds)))
}

const urls = ({targets}: Awaited<ReturnType<typeof planned>>) =>
  targets.map(({target, reasons}) => `${target.host}:${target.port} ${reasons.map(r => r.as).join(' ')}`)

test('what was typed and what is dialled', async () => {
  expect(urls(await planned('a1-lb-default-route-blackhole'))).toEqual([
    'workers-lb.example.net:3012 typed',
    '172.31.50.31:3012 dialled',
  ])
})

test('a name that is typed and dialled is one target', async () => {
  expect(urls(await planned('b7-ip-is-fqdn'))).toEqual(['workers-lb.example.net:3012 typed dialled'])
})

test('the port that workers are dialled at', async () => {
  expect(urls(await planned('b6b-lb-other-port-remote_server_port'))).toEqual([
    'workers-lb.example.net:8080 typed',
    '10.20.0.20:8080 dialled',
  ])
})

test('nobody is asked at the own address of the primary', async () => {
  const {targets, primary} = await planned('j1-worker-reports-primary-own-ip')
  expect(targets.map(t => t.target.host)).not.toContain('10.20.0.10')
  expect(primary).toMatchObject({addresses: ['10.20.0.10'], api: ['http://10.20.0.10:3012']})
})
