// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of shells and compose
import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeConfigFile} from '../../../src/formats/dkron/decode-config-file.ts'
import {decodeSettings} from '../../../src/formats/dkron/decode-settings.ts'
import {decodeInspect} from '../../../src/formats/docker/decode-inspect.ts'
import {captures, factsOf, filesOf} from '../captures.ts'

const agent = (...flags: string[]) => decodeSettings({commandLine: ['/dkron', 'agent', ...flags], env: []})
const inShell = (script: string, env: string[] = []) => decodeSettings({commandLine: ['/bin/sh', '-c', script], env})

describe('settings of the captured containers', () => {
  it.each(captures)('%s', capture => {
    for (const file of filesOf(capture, 'inspect-')) {
      const [container] = decodeInspect(readFileSync(file, 'utf8'), file).containers
      if (!container) throw new Error('no container')
      const settings = decodeSettings({commandLine: container.commandLine, env: container.env})
      const cmd = factsOf(capture).containers[container.name]?.cmd ?? []
      // These command lines are plain enough to be read by looking for the text.
      const given = (flag: string) => cmd.filter(a => a.startsWith(`--${flag}=`)).map(a => a.slice(flag.length + 3))
      expect(settings.server).toBe(cmd.includes('--server'))
      expect(settings.bootstrapExpect?.value).toBe(Number(given('bootstrap-expect')[0]))
      expect(settings.dataDir).toEqual({value: '/dkron.data', origin: {kind: 'flag', text: '--data-dir=/dkron.data'}})
      expect(settings.retryJoin).toEqual(given('retry-join'))
      expect(settings.nodeName?.value).toBe(given('node-name')[0] ?? (capture.includes('w3-env') ? 'dk1' : undefined))
      expect(settings.raftMultiplier?.value).toBe(given('raft-multiplier')[0])
      expect(settings.advertiseAddr?.value).toBe(given('advertise-addr')[0])
      expect(settings.encrypt?.value).toBe(given('encrypt')[0])
      expect([settings.rpcPort.value, settings.httpAddr.value]).toEqual([6868, ':8080'])
    }
  })
})

describe('flags', () => {
  it('takes a value after "=" or from the next argument, the last one wins', () => {
    expect(agent('--node-name=a').nodeName?.value).toBe('a')
    expect(agent('--node-name', 'b').nodeName?.value).toBe('b')
    expect(agent('--node-name=a', '--node-name', 'b').nodeName?.origin.text).toBe('--node-name=b')
    expect(agent('--node-name=a=b').nodeName?.value).toBe('a=b')
    expect(agent('--node-name', '--server').nodeName?.value).toBe('--server')
  })

  it('knows that a boolean takes no argument', () => {
    expect(agent('--server', '--node-name=a')).toMatchObject({server: true, nodeName: {value: 'a'}})
    expect(agent('--server', 'false').server).toBe(true)
    expect(agent('--server=false').server).toBe(false)
    expect(agent('--server=1').server).toBe(true)
    expect(agent('--ui', '--server').server).toBe(true)
    expect(agent('--disable-usage-stats', '--enable-prometheus', '--server').server).toBe(true)
    expect(agent().server).toBe(false)
  })

  it('joins lists', () => {
    expect(agent('--join=a,b', '--join', 'c', '--retry-join=x').join).toEqual(['a', 'b', 'c'])
    expect(agent('--retry-join=provider=aws tag_key=k tag_value=v').retryJoin).toEqual([
      'provider=aws tag_key=k tag_value=v',
    ])
  })

  it('stops at "--" and passes over a single dash', () => {
    expect(agent('--', '--server').server).toBe(false)
    expect(agent('-server', '-h').server).toBe(false)
  })

  it('keeps an empty name, which Dkron refuses, apart from none', () => {
    expect(agent('--node-name=').nodeName).toEqual({value: '', origin: {kind: 'flag', text: '--node-name='}})
    expect(agent().nodeName).toBeNull()
  })

  it('gives null for a number that is none', () => {
    expect(agent('--bootstrap-expect=three').bootstrapExpect).toBeNull()
    expect(agent('--rpc-port=x').rpcPort).toEqual({value: 6868, origin: {kind: 'default', text: 'default'}})
    expect(agent('--raft-multiplier=eleven').raftMultiplier?.value).toBe('eleven')
  })

  it('keeps templates and ports as written', () => {
    const bind = '{{ GetPrivateInterfaces | include "network" "10.0.0.0/8" | attr "address" }}:8946'
    expect(agent(`--bind-addr=${bind}`).bindAddr).toEqual({
      value: bind,
      origin: {kind: 'flag', text: `--bind-addr=${bind}`},
    })
  })

  it('never repeats the gossip key in its origin', () => {
    expect(agent('--encrypt=c2VjcmV0').encrypt).toEqual({value: 'c2VjcmV0', origin: {kind: 'flag', text: '--encrypt'}})
  })
})

describe('where the agent starts', () => {
  it.each([
    [['agent', '--server']],
    [['dkron', 'agent', '--server']],
    [['/opt/local/dkron/dkron', 'agent', '--server']],
    [['dkron', '--config', '/x.yml', 'agent', '--server']],
    [['/sbin/tini', '--', '/entrypoint.sh', 'agent', '--server']],
    [['./dkron-linux-amd64', 'agent', '--server']],
    [['dkron', 'server']],
    [['sh', '-c', 'dkron agent --server']],
    [['/bin/bash', '-ec', 'sleep 5 && exec dkron agent --server']],
    [['sh', '-e', '-c', 'umask 077; dkron agent --server | tee /log']],
    [['sh', '-c', 'exec "$@"', '--', 'dkron', 'agent', '--server']],
    [['sh', '-c', 'if true; then\n  dkron agent \\\n    --server\nfi']],
    [['sh', '-c', 'env A=1 dkron agent --server']],
  ])('%j', commandLine => {
    expect(decodeSettings({commandLine, env: []})).toMatchObject({server: true, nodeName: null})
  })

  it.each([[[]], [['/dkron']], [['dkron', 'version']], [['postgres']], [['sh', '-c', 'echo dkron']], [['sh', '-c']]])(
    'not in %j',
    commandLine => {
      expect(decodeSettings({commandLine, env: []}).server).toBe(false)
    },
  )

  it('is not misled by a data-dir called dkron.data', () => {
    expect(decodeSettings({commandLine: ['agent', '--server', '--data-dir=/dkron.data'], env: []})).toMatchObject({
      server: true,
      dataDir: {value: '/dkron.data'},
    })
  })

  it('follows what a script sets for it', () => {
    expect(inShell('export DKRON_NODE_NAME=n1; dkron agent --server').nodeName?.value).toBe('n1')
    expect(inShell('DKRON_NODE_NAME=n1 dkron agent --server').nodeName?.value).toBe('n1')
    expect(inShell('NAME=n2; dkron agent --node-name=$NAME').nodeName?.value).toBe('n2')
    expect(inShell('dkron agent --node-name="$NAME-${ZONE:-a}"', ['NAME=n3']).nodeName?.value).toBe('n3-a')
    expect(inShell('dkron agent $FLAGS', ['FLAGS=--server --node-name=n4']).nodeName?.value).toBe('n4')
  })

  it.each(['$HOSTNAME', '${HOSTNAME}', '$(hostname)', '`hostname`', '"$(hostname)"'])(
    'takes --node-name=%s in a shell for the host name',
    text => {
      expect(inShell(`dkron agent --server --node-name=${text}`).nodeName).toBeNull()
    },
  )

  it('marks what only the shell or Swarm fills in', () => {
    expect(inShell('dkron agent --node-name=$(cat /id)').nodeName).toMatchObject({
      value: '$(cat /id)',
      unresolved: true,
    })
    expect(inShell('dkron agent --node-name=n-$(hostname)').nodeName?.unresolved).toBe(true)
    expect(agent('--node-name={{.Node.Hostname}}').nodeName?.unresolved).toBe(true)
    expect(agent(`--node-name=\${NODE}`).nodeName?.unresolved).toBe(true)
    // Without a shell a dollar sign is part of the name.
    expect(agent('--node-name=$HOSTNAME').nodeName).toEqual({
      value: '$HOSTNAME',
      origin: {kind: 'flag', text: '--node-name=$HOSTNAME'},
    })
  })
})

describe('environment and config file', () => {
  const config = decodeConfigFile(
    'server: true\nnode-name: from-file\nretry-join:\n  - a\n  - b\nBootstrap-Expect: 3\ndata-dir: /file\n',
    '/srv/dkron.yml',
    '/etc/dkron/dkron.yml',
  )

  it('takes flag before environment before file before default', () => {
    const env = ['DKRON_NODE_NAME=from-env', 'DKRON_DATA_DIR=/env', 'DKRON_RETRY_JOIN=x,y', 'DKRON_SERVER=true']
    const flags = ['dkron', 'agent', '--node-name=from-flag']
    expect(decodeSettings({commandLine: flags, env, config})).toMatchObject({
      server: true,
      nodeName: {value: 'from-flag', origin: {kind: 'flag', text: '--node-name=from-flag'}},
      dataDir: {value: '/env', origin: {kind: 'environment', text: 'DKRON_DATA_DIR'}},
      bootstrapExpect: {
        value: 3,
        origin: {
          kind: 'config-file',
          text: 'bootstrap-expect in /srv/dkron.yml:6',
          place: {file: '/srv/dkron.yml', line: 6, column: 1},
        },
      },
      retryJoin: ['x', 'y'],
      rpcPort: {value: 6868, origin: {kind: 'default'}},
    })
    expect(decodeSettings({commandLine: ['dkron', 'agent'], env: [], config})).toMatchObject({
      server: true,
      nodeName: {value: 'from-file'},
      retryJoin: ['a', 'b'],
    })
  })

  it('takes an empty variable for none', () => {
    expect(decodeSettings({commandLine: ['agent'], env: ['DKRON_NODE_NAME='], config}).nodeName?.value).toBe(
      'from-file',
    )
  })

  it('takes --server=false over an environment that says true', () => {
    const input = {commandLine: ['agent', '--server=false'], env: ['DKRON_SERVER=true']}
    expect(decodeSettings(input).server).toBe(false)
  })
})

it('never throws, whatever the input', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('sh', '-c', 'dkron', 'agent', '--', '--node-name', '--server=', '$(x', '"$@"', '${A', '--=', '-'),
  )
  fc.assert(
    fc.property(fc.array(word), fc.array(fc.string()), fc.string(), (commandLine, env, text) => {
      decodeSettings({commandLine, env, config: decodeConfigFile(text, 'dkron.yml', 'dkron.yml')})
    }),
    {numRuns: 1000},
  )
})
