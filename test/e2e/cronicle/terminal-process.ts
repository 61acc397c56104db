import {createInterface} from 'node:readline'

// A terminal on a host: reads requests as JSON lines, makes them from there, prints each answer as a line.
for await (const line of createInterface({input: process.stdin})) {
  const {url, ...init} = JSON.parse(line) as {readonly url: string} & RequestInit
  const answer = await fetch(url, {...init, redirect: 'manual', signal: AbortSignal.timeout(12_000)})
    .then(async response => {
      const {status, headers} = response
      return {status, headers: Object.fromEntries(headers), text: await response.text()}
    })
    .catch((error: Error) => ({status: 0, headers: {}, text: String(error.cause ?? error)}))
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
