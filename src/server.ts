import { getRequestListener } from '@hono/node-server'
import { createServer, type Server } from 'node:http'
import { createApp } from './web/app.tsx'
import type { AppDeps } from './web/context.ts'
import { bareHeaders } from './web/security-headers.ts'

export interface WebPlace {
  /** 0: any free one. */
  readonly port: number
  readonly host: string
}

export interface WebServer {
  readonly port: number
  /** Takes no more; requests under way finish, for eight seconds at most. */
  readonly stop: () => Promise<void>
}

/** Serves the portal. Rejects when the port is taken. */
export async function startWeb(deps: AppDeps, place: WebPlace): Promise<WebServer> {
  const app = createApp(deps)
  const server = createServer(
    {
      requestTimeout: 60_000,
      headersTimeout: 15_000,
      keepAliveTimeout: 65_000, // longer than a proxy keeps a connection, so that it never writes into a closed one
      maxHeaderSize: 16_384,
    },
    // a Host that is no host name: the framework cannot even build a request of it
    getRequestListener(app.fetch, { errorHandler: unreadableRequest }),
  )
  const port = await listen(server, place)
  return { port, stop: () => stop(server) }
}

function unreadableRequest(): Response {
  return new Response('Bad request\n', { status: 400, headers: bareHeaders })
}

function listen(server: Server, { port, host }: WebPlace): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** A connection whose request has finished is idle again: it goes too, instead of waiting for one that never comes. */
async function stop(server: Server): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  const tidying = setInterval(() => server.closeIdleConnections(), 100)
  const impatience = setTimeout(() => server.closeAllConnections(), 8_000)
  await stopped
  clearInterval(tidying)
  clearTimeout(impatience)
}
