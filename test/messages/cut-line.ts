import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Where a line breaks: while the mail goes over it, or once the server has all of it and has not yet said so. */
export type Cut = 'IN_THE_MAIL' | 'BEFORE_THE_ANSWER'

export interface CutLine {
  readonly url: string
  /** The next mail that goes over the line breaks it there. */
  readonly cutNext: (where: Cut) => void
  readonly close: () => void
}

const signs: Readonly<Record<Cut, RegExp>> = {
  IN_THE_MAIL: /^Message-ID:/im,
  BEFORE_THE_ANSWER: /\r\n\.\r\n$/,
}

/** A line to a mail server that breaks when it is told to. */
export async function startCutLine(serverUrl: string): Promise<CutLine> {
  const { hostname, port } = new URL(serverUrl)
  const open = new Set<Socket>()
  let cut: Cut | null = null
  const line = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => {}).on('close', () => void open.delete(socket))
    }
    far.pipe(near)
    near.on('end', () => far.end())
    near.on('data', (said: Buffer) => {
      if (cut === null || !signs[cut].test(said.toString('latin1'))) {
        far.write(said)
        return
      }
      if (cut === 'BEFORE_THE_ANSWER') far.end(said)
      else far.destroy()
      cut = null
      near.destroy()
    })
  })
  line.listen(0, '127.0.0.1')
  await once(line, 'listening')
  const { port: ownPort } = line.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${ownPort}`,
    cutNext: (where) => void (cut = where),
    close: () => {
      for (const socket of open) socket.destroy()
      line.close()
    },
  }
}
