import {describe, expect, it} from 'vitest'
import {setEnvironment, setFlag, setServiceKey} from '../../../../src/formats/compose/edit/edit-service.ts'
import type {Edit} from '../../../../src/formats/compose/edit/splice.ts'

/** Lines of the new text that are not in the old one, and the other way round. */
function changed(before: string, edit: Edit) {
  if (!edit.ok) return {refused: edit.reason}
  const a = before.split('\n')
  const b = edit.text.split('\n')
  return {gone: a.filter(l => !b.includes(l)), come: b.filter(l => !a.includes(l))}
}

const manyTimes = (n: number) =>
  `x-${n}: &a${n} [${Array(9)
    .fill(`*a${n - 1}`)
    .join(',')}]\n`

const article = `version: "2.4"
services:
  dkron:   # the agent
    image: dkron:4.0.9
    command: agent --server --bootstrap-expect=1 --data-dir=/dkron.data  # keep
    ports: ["8080:8080"]
    volumes:
      - ./dkron.data:/dkron.data
`

describe('setFlag', () => {
  it('appends to a plain command string before its comment', () => {
    expect(changed(article, setFlag(article, 'dkron', '--node-name', 'a52fb2697449'))).toEqual({
      gone: ['    command: agent --server --bootstrap-expect=1 --data-dir=/dkron.data  # keep'],
      come: [
        '    command: agent --server --bootstrap-expect=1 --data-dir=/dkron.data --node-name=a52fb2697449  # keep',
      ],
    })
  })

  it('keeps CRLF line ends', () => {
    const crlf = article.replaceAll('\n', '\r\n')
    const edit = setFlag(crlf, 'dkron', '--node-name', 'n1')
    expect(edit.ok && edit.text.replaceAll('\r\n', '').includes('\n')).toBe(false)
    expect(edit.ok && edit.text.split('\r\n').length).toBe(crlf.split('\r\n').length)
  })

  it.each([
    ['--node-name=old', '--node-name=new'],
    ['--node-name old', '--node-name new'],
    ['--node-name "old"', '--node-name new'],
  ])('replaces %s where it stands', (given, wanted) => {
    const text = article.replace('--server', `--server ${given}`)
    const edit = setFlag(text, 'dkron', '--node-name', 'new')
    expect(edit).toEqual({ok: true, text: article.replace('--server', `--server ${wanted}`)})
  })

  it('appends inside the quotes of a quoted command', () => {
    const text = article.replace(/command: .*$/m, `command: 'agent --server'`)
    const edit = setFlag(text, 'dkron', '--node-name', 'n1')
    expect(edit.ok && edit.text).toContain(`command: 'agent --server --node-name=n1'`)
  })

  it.each(['>', '>-', '|', '|-'])('appends to the last line of a %s command', style => {
    const text = article.replace(/command: .*$/m, `command: ${style}\n      agent --server\n      --bootstrap-expect=1`)
    const edit = setFlag(text, 'dkron', '--node-name', 'n1')
    expect(changed(text, edit)).toEqual({
      gone: ['      --bootstrap-expect=1'],
      come: ['      --bootstrap-expect=1 --node-name=n1'],
    })
  })

  it('appends to a block list in the style of its items', () => {
    const text = article.replace(/command: .*$/m, 'command:\n      - "agent"\n      - "--server" # yes\n')
    expect(changed(text, setFlag(text, 'dkron', '--node-name', 'n1'))).toEqual({
      gone: [],
      come: ['      - "--node-name=n1"'],
    })
  })

  it('appends to a flow list, also one over several lines', () => {
    const text = article.replace(/command: .*$/m, 'command: [agent,\n      --server, ]')
    const edit = setFlag(text, 'dkron', '--node-name', 'n1')
    expect(edit.ok && edit.text).toContain('--server, --node-name=n1, ]')
  })

  it('replaces the item after the flag when a list gives the value apart', () => {
    const text = article.replace(/command: .*$/m, 'command: [agent, --node-name, old]')
    const edit = setFlag(text, 'dkron', '--node-name', 'n1')
    expect(edit.ok && edit.text).toContain('[agent, --node-name, n1]')
  })

  it('refuses a command shared through an alias or a merge key', () => {
    const alias = 'x-c: &c agent --server\nservices:\n  a:\n    command: *c\n  b:\n    command: *c\n'
    expect(setFlag(alias, 'a', '--node-name', 'n1')).toEqual({
      ok: false,
      reason: 'services.a.command is an alias (*c) shared with other places',
    })
    const merge = 'x-b: &b\n  command: agent --server\nservices:\n  a:\n    <<: *b\n    image: x\n'
    const edit = setFlag(merge, 'a', '--node-name', 'n1')
    expect(edit.ok ? '' : edit.reason).toContain('merge key')
  })

  it('refuses to touch the anchor other services point to', () => {
    const text = 'services:\n  a:\n    command: &c agent --server\n  b:\n    command: *c\n'
    const edit = setFlag(text, 'a', '--node-name', 'n1')
    expect(edit.ok ? '' : edit.reason).toContain('anchor')
  })

  it('refuses broken YAML, unknown services and a flag given twice', () => {
    expect(setFlag('services: [', 'a', '--x', '1').ok).toBe(false)
    expect(setFlag(article, 'nope', '--x', '1').ok).toBe(false)
    const twice = article.replace('--server', '--server --node-name=a --node-name=b')
    expect(setFlag(twice, 'dkron', '--node-name', 'c')).toEqual({ok: false, reason: '--node-name is given twice'})
  })

  it.each([
    ['an alias without its anchor', 'x-a: *none\n'],
    ['a merge of what is no map', 'x-a: &a [1]\nx-b:\n  <<: *a\n'],
    ['an anchor that holds itself', 'x-a: &a\n  again: [*a]\n  more: {<<: *a}\n'],
    ['aliases that multiply', `x-0: &a0 [1,2,3,4,5,6,7,8,9]\n${[1, 2, 3, 4, 5, 6].map(manyTimes).join('')}`],
  ])('edits or refuses a file with %s, and never throws', (_, extra) => {
    for (const set of [setFlag, setEnvironment, setServiceKey]) {
      const edit = set(article + extra, 'dkron', '--node-name', 'n1')
      if (edit.ok) expect(edit.text.endsWith(extra)).toBe(true)
      else expect(edit.reason).not.toBe('')
    }
  })

  it('doubles a dollar sign, which compose would take for a variable', () => {
    const edit = setFlag(article, 'dkron', '--node-name', 'a$b')
    expect(edit.ok && edit.text).toContain('--node-name=a$$b')
  })
})

describe('setEnvironment', () => {
  it('makes the environment after the image', () => {
    expect(changed(article, setEnvironment(article, 'dkron', 'DKRON_NODE_NAME', 'n1'))).toEqual({
      gone: [],
      come: ['    environment:', '      DKRON_NODE_NAME: n1'],
    })
  })

  it('adds to and replaces in both forms', () => {
    const list = article.replace('    ports', '    environment:\n      - DKRON_NODE_NAME=old\n    ports')
    expect(changed(list, setEnvironment(list, 'dkron', 'DKRON_NODE_NAME', 'n1'))).toEqual({
      gone: ['      - DKRON_NODE_NAME=old'],
      come: ['      - DKRON_NODE_NAME=n1'],
    })
    const map = article.replace('    ports', "    environment:\n      TZ: 'UTC'\n    ports")
    expect(changed(map, setEnvironment(map, 'dkron', 'DKRON_NODE_NAME', '12'))).toEqual({
      gone: [],
      come: ['      DKRON_NODE_NAME: "12"'],
    })
  })
})

describe('setServiceKey', () => {
  it('adds and replaces hostname', () => {
    const edit = setServiceKey(article, 'dkron', 'hostname', 'a52fb2697449')
    expect(changed(article, edit)).toEqual({gone: [], come: ['    hostname: a52fb2697449']})
    const again = setServiceKey(edit.ok ? edit.text : '', 'dkron', 'hostname', 'other')
    expect(again.ok && again.text).toContain('    hostname: other\n')
  })

  it('works on flow style and on the second document of a file', () => {
    const text = 'a: 1\n---\nservices: {dkron: {image: "dkron:4.0.9"}}\n'
    const edit = setServiceKey(text, 'dkron', 'hostname', 'n1')
    expect(edit).toEqual({ok: true, text: 'a: 1\n---\nservices: {dkron: {image: "dkron:4.0.9", hostname: n1}}\n'})
  })
})
