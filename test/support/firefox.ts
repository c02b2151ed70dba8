import { existsSync } from 'node:fs'
import { reached, startPrograms, until, untilSaid, type DrivenBrowser } from './driven.ts'

const binary = '/usr/bin/firefox-esr'
export const firefox = existsSync(binary)

type Send = <T>(method: string, params: object) => Promise<T>
interface Message {
  readonly id?: number
  readonly error?: string
  readonly message?: string
  readonly result?: unknown
  readonly params?: { readonly level: string; readonly text: string }
}
interface Evaluated {
  readonly result: { readonly value: string; readonly sharedId: string }
  readonly exceptionDetails?: { readonly text: string }
}

/** Firefox by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), which it speaks by itself. */
export async function launchFirefox(): Promise<DrivenBrowser> {
  const programs = startPrograms('firefox')
  const child = programs.start(binary, [
    '--headless',
    '--no-remote',
    '--remote-debugging-port=0',
    '--profile',
    programs.folder,
  ])
  const address = await untilSaid(child, /WebDriver BiDi listening on (ws:\S+)/)
  const complaints: string[] = []
  const send = await connect(`${address}/session`, (text) => complaints.push(text))
  await send('session.new', { capabilities: {} })
  await send('session.subscribe', { events: ['log.entryAdded'] })
  const { contexts } = await send<{ contexts: { context: string }[] }>(
    'browsingContext.getTree',
    {},
  )
  const context = contexts[0]?.context
  const evaluate = async (expression: string) => {
    const answer = await send<Evaluated>('script.evaluate', {
      expression,
      target: { context },
      awaitPromise: false,
    })
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text)
    return answer.result
  }
  const read = async (expression: string) =>
    JSON.parse((await evaluate(`JSON.stringify((${expression}) ?? null)`)).value) as unknown
  const click = async (expression: string) => {
    await until(`a click reaches ${expression}`, () => read(reached(expression)))
    const { sharedId } = await evaluate(expression)
    const origin = { type: 'element', element: { sharedId } }
    const press = [
      { type: 'pointerMove', x: 0, y: 0, origin },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ]
    const actions = [{ type: 'pointer', id: 'mouse', actions: press }]
    await send('input.performActions', { context, actions })
  }
  return {
    complaints,
    read,
    click,
    open: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    type: async (expression, text) => {
      await evaluate(`(${expression}).focus()`)
      const keys = text
        .split('')
        .flatMap((value) => ['keyDown', 'keyUp'].map((type) => ({ type, value })))
      const actions = [{ type: 'key', id: 'keyboard', actions: keys }]
      await send('input.performActions', { context, actions })
    },
    close: async () => {
      await send('browser.close', {})
      await programs.end()
    },
  }
}

/** A question and its answer bear the same number; what bears none is an event. */
async function connect(address: string, complain: (text: string) => void): Promise<Send> {
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  const asked = new Map<number, (answer: Message) => void>()
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) asked.get(message.id)?.(message)
    else if (message.params?.level === 'error') complain(message.params.text)
  })
  const lost = new Promise<Message>((resolve) =>
    socket.addEventListener('close', () => resolve({ error: 'Firefox ended by itself' })),
  )
  let count = 0
  return async <T>(method: string, params: object) => {
    count += 1
    const id = count
    const answered = new Promise<Message>((resolve) => asked.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params }))
    const answer = await Promise.race([answered, lost])
    asked.delete(id)
    if (answer.error) throw new Error(`${method}: ${answer.error} ${answer.message ?? ''}`)
    return answer.result as T
  }
}
