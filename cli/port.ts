import { createServer } from 'node:net'
import type { Config } from '../src/config.ts'
import { exits, Failure } from './failures.ts'

/** Looks before anything else is started: is the port free? Port 0 becomes any free one. */
export async function configWithPort(config: Config): Promise<Config> {
  const port = await probe(config.port, config.host).catch(portIsTaken(config))
  if (port === config.port) return config
  const publicUrl = config.publicUrl.replace(/:0$/, `:${port}`)
  return { ...config, port, publicUrl }
}

/** What to do with an error of listening. */
export function portIsTaken({
  port,
  host,
}: Pick<Config, 'port' | 'host'>): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].includes(code)) {
      throw new Failure(
        exits.configuration,
        'HOST_UNKNOWN',
        `HOST ${host} is no address of this machine`,
        {
          hint: 'HOST=127.0.0.1 npm start',
        },
      )
    }
    if (code === 'EADDRINUSE') {
      throw new Failure(
        exits.configuration,
        'PORT_TAKEN',
        `Port ${port} is in use: another portal runs there, or another program`,
        {
          hint: `PORT=${port + 1} npm start`,
        },
      )
    }
    if (code === 'EACCES') {
      throw new Failure(
        exits.configuration,
        'PORT_CLOSED',
        `Port ${port} may not be used by this user`,
        {
          hint: 'PORT=3000 npm start',
        },
      )
    }
    throw error
  }
}

function probe(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
