import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { reached, startPrograms, until, untilSaid, type DrivenBrowser } from './driven.ts'

const driver = '/usr/bin/WebKitWebDriver'
const screen = '/usr/bin/Xvfb'

/** Debian's package of the driver brings WebKitGTK's small browser; it needs a screen, be it one in memory. */
export const webkit = [driver, screen].every(existsSync)

type Send = <T>(method: string, path: string, body?: object) => Promise<T>

/** WebKitGTK by W3C WebDriver (https://www.w3.org/TR/webdriver2/). Its console cannot be asked. */
export async function launchWebkit(): Promise<DrivenBrowser> {
  const programs = startPrograms('webkit')
  const display = await untilSaid(
    programs.start(screen, ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp']),
    /^(\d+)\n/m,
  )
  const port = await freePort()
  programs.start(driver, [`--port=${port}`], { env: { DISPLAY: `:${display}` } })
  const send = sendTo(`http://127.0.0.1:${port}`)
  await until('WebKit answers', () => send('GET', '/status'))
  const { sessionId } = await send<{ sessionId: string }>('POST', '/session', {
    capabilities: { alwaysMatch: {} },
  })
  const session = `/session/${sessionId}`
  const run = <T>(expression: string) =>
    send<T>('POST', `${session}/execute/sync`, { script: `return ${expression}`, args: [] })
  /** An element comes as an object with one key. */
  const act = async (expression: string, verb: string, body: object) => {
    const [element] = Object.values(await run<Record<string, string>>(expression))
    await send('POST', `${session}/element/${element}/${verb}`, body)
  }
  return {
    complaints: [],
    open: (url) => send('POST', `${session}/url`, { url }),
    read: run,
    click: async (expression) => {
      await until(`a click reaches ${expression}`, () => run(reached(expression)))
      await act(expression, 'click', {})
    },
    type: (expression, text) => act(expression, 'value', { text }),
    close: async () => {
      await send('DELETE', session)
      await programs.end()
    },
  }
}

function sendTo(origin: string): Send {
  return async <T>(method: string, path: string, body?: object) => {
    const answer = await fetch(origin + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
    const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } }
    if (!answer.ok) throw new Error(`${path}: ${value.error ?? ''} ${value.message ?? ''}`)
    return value
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
