/**
 * The visitors of the pages bench, in a process of their own: so many connections that are kept, one request after
 * the other on each, for so long. Plain sockets, because Node's own client costs more than our server's answer.
 */
import { connect, type Socket } from 'node:net'

export interface LoadOrder {
  readonly port: number
  readonly connections: number
  readonly milliseconds: number
  readonly requests: readonly { readonly path: string; readonly cookie: string }[]
}

export interface LoadAnswer {
  readonly answers: number
  readonly milliseconds: number
  /** Half of the answers came within so many milliseconds. */
  readonly medianMs: number
  /** The first answer that was not 200, or null. */
  readonly fault: string | null
}

process.on('message', async (order: LoadOrder) => {
  process.send?.(await visit(order))
})
process.on('disconnect', () => process.exit(0))

async function visit(order: LoadOrder): Promise<LoadAnswer> {
  const texts = order.requests.map(
    ({ path, cookie }) =>
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${order.port}\r\nCookie: ${cookie}\r\nAccept: text/html\r\n\r\n`,
  )
  const times: number[] = []
  let next = 0
  let fault: string | null = null
  const started = performance.now()
  const isOver = () => fault !== null || performance.now() - started > order.milliseconds
  async function oneVisitor(): Promise<void> {
    const line = openLine(order.port)
    while (!isOver()) {
      const text = texts[next % texts.length] ?? ''
      next += 1
      const asked = performance.now()
      const status = await line.ask(text).catch((error: unknown) => String(error))
      if (status === '200') times.push(performance.now() - asked)
      else fault ??= `${text.split('\r\n')[0]} answered ${status}`
    }
    line.close()
  }
  await Promise.all(Array.from({ length: order.connections }, oneVisitor))
  const milliseconds = performance.now() - started
  times.sort((a, b) => a - b)
  return {
    answers: times.length,
    milliseconds,
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
    fault,
  }
}

/** One kept connection. Answers have a length or come in chunks. */
function openLine(port: number): { ask: (text: string) => Promise<string>; close: () => void } {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let waiting: PromiseWithResolvers<string> | null = null
  let head = ''
  let missing = 0
  socket.on('data', (part: Buffer) => {
    if (head === '') {
      const end = part.indexOf('\r\n\r\n')
      head = part.toString('latin1', 0, end)
      const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
      missing = length === undefined ? Infinity : Number(length) - (part.length - end - 4)
    } else {
      missing -= part.length
    }
    const isWhole =
      missing === Infinity ? part.subarray(-5).toString() === '0\r\n\r\n' : missing <= 0
    if (!isWhole) return
    const status = head.slice(9, 12)
    head = ''
    waiting?.resolve(status)
  })
  socket.on('error', (error) => waiting?.reject(error))
  socket.on('close', () => waiting?.reject(new Error('closed')))
  return {
    ask: (text) => {
      waiting = Promise.withResolvers<string>()
      socket.write(text)
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}
