/**
 * A program of its own: started inside the network namespace of a container, it answers requests, a line of JSON each,
 * until its input ends. It reads no file and starts nothing, so a container's network is all that it touches.
 */
import {answerQuestions} from './answer-questions.ts'
import {askTargets} from './cronicle/ask-targets.ts'
import {decodeRequest} from './decode-request.ts'
import {limits} from './limits.ts'

let rest = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (chunk: string) => {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop() ?? ''
  for (const line of lines) void reply(line)
  if (rest.length <= limits.line) return
  rest = ''
  write({problem: 'a line without end'})
  process.stdin.destroy()
})
// Who asked is gone: nobody waits for what is still under way.
process.stdout.on('error', () => process.stdin.destroy())

async function reply(line: string): Promise<void> {
  const request = decodeRequest(line)
  if ('problem' in request) return write(request)
  const {id, settings, budget} = request
  if ('targets' in request) return write({id, seen: await askTargets(request.targets, settings, budget)})
  write({id, answers: await answerQuestions(request.questions, settings, budget)})
}

function write(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
