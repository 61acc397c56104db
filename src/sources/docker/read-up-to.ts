/** The first bytes of a stream, which is left when there are more of them or the time is up. */
export async function readUpTo(
  stream: NodeJS.ReadableStream,
  limit: number,
  deadline: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  const leave = () => (stream as NodeJS.ReadableStream & {destroy(): void}).destroy()
  deadline.addEventListener('abort', leave, {once: true})
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      chunks.push(chunk.subarray(0, limit - size))
      size += chunk.length
      if (size >= limit) break
    }
  } catch (error) {
    if (!deadline.aborted) throw error
  } finally {
    deadline.removeEventListener('abort', leave)
  }
  return Buffer.concat(chunks)
}
