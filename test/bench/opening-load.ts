/**
 * The parents of an opening morning, in a process of their own. Each has an address of the loopback network, arrives at
 * its time, signs in with its password, waits for its turn where the page says so, looks at the month, books the one
 * day that everybody wants, and reads the page that says what came of it.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface OpeningOrder {
  readonly port: number
  readonly logins: readonly string[]
  readonly password: string
  /** All arrive within so long. */
  readonly withinMs: number
  readonly month: string
}

/** `first word`: until the form of the sign-in is answered at all; `sign-in`: until the parent is inside. */
export const steps = [
  'login page',
  'first word',
  'sign-in',
  'calendar',
  'booking',
  'receipt',
] as const
export type Step = (typeof steps)[number]

export interface OpeningAnswer {
  readonly milliseconds: Readonly<Record<Step, readonly number[]>>
  /** Who found the day bookable, and sent the form. */
  readonly sent: number
  readonly saved: number
  readonly serverErrors: number
  readonly sentAway: number
  /** Pages that told a place in line. */
  readonly waited: number
  /** Anything else that should not be; the first few. */
  readonly faults: readonly string[]
  /** By how many later parents the unluckiest was overtaken at the door. */
  readonly overtaken: number
  readonly wholeMs: number
}

process.on('message', async (order: OpeningOrder) => {
  process.send?.(await open(order))
})
process.on('disconnect', () => process.exit(0))

interface Tally {
  readonly milliseconds: Record<Step, number[]>
  readonly arrived: number[]
  readonly answered: number[]
  sent: number
  saved: number
  serverErrors: number
  sentAway: number
  waited: number
  readonly faults: string[]
}

async function open(order: OpeningOrder): Promise<OpeningAnswer> {
  const tally: Tally = {
    milliseconds: {
      'login page': [],
      'first word': [],
      'sign-in': [],
      calendar: [],
      booking: [],
      receipt: [],
    },
    arrived: [],
    answered: [],
    sent: 0,
    saved: 0,
    serverErrors: 0,
    sentAway: 0,
    waited: 0,
    faults: [],
  }
  const started = performance.now()
  await Promise.all(
    order.logins.map(async (login, index) => {
      await sleep((index / order.logins.length) * order.withinMs)
      await oneParent(order, { login, index }, tally).catch((error: unknown) =>
        tally.faults.push(`${login}: ${String(error)}`),
      )
    }),
  )
  const { milliseconds, sent, saved, serverErrors, sentAway, waited, faults } = tally
  return {
    milliseconds,
    sent,
    saved,
    serverErrors,
    sentAway,
    waited,
    faults: faults.slice(0, 5),
    overtaken: mostOvertaken(tally),
    wholeMs: performance.now() - started,
  }
}

async function oneParent(
  { port, password, month }: OpeningOrder,
  { login, index }: { login: string; index: number },
  tally: Tally,
): Promise<void> {
  const browser = openBrowser(port, `127.1.${index >> 8}.${1 + (index & 127)}`, tally)
  const door = await browser.ask('login page', '/connexion')
  tally.arrived.push(index)
  const fields = { f_identifiant: login, f_mot_de_passe: password }
  const knocked = performance.now()
  let opened = await browser.ask('first word', '/connexion', { ...hiddenIn(door.text), ...fields })
  while (opened.comesBackTo !== null) {
    tally.waited += 1
    await sleep(1_000)
    opened = await browser.ask(null, opened.comesBackTo)
  }
  tally.milliseconds['sign-in'].push(performance.now() - knocked)
  tally.answered.push(index)
  if (opened.status === 503) {
    tally.sentAway += 1
    return browser.close()
  }
  if (opened.status !== 303) throw new Error(`sign-in answered ${opened.status}`)
  const path = `/calendrier/${month}`
  const calendar = await browser.ask('calendar', path)
  const box = /type="checkbox" id="[^"]+" name="([^"]+)"/.exec(calendar.text)?.[1]
  if (box) {
    tally.sent += 1
    const form = { ...hiddenIn(calendar.text), vus: '', [box]: 'on', enregistrer: 'Enregistrer' }
    const saved = await browser.ask('booking', path, form)
    if (saved.status !== 303) throw new Error(`booking answered ${saved.status}`)
    if (saved.location.includes('enregistre')) tally.saved += 1
    await browser.ask('receipt', saved.location)
  } else if (!/complet|en attente/.test(calendar.text)) throw new Error('no box, and not full')
  browser.close()
}

function hiddenIn(text: string): Record<string, string> {
  const hidden = [
    ...text.matchAll(/<input type="hidden" name="(_csrf|_key|cases)" value="([^"]*)"/g),
  ]
  return Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]).reverse())
}

interface Answer {
  readonly status: number
  readonly location: string
  readonly text: string
  /** Where a page leads by itself. */
  readonly comesBackTo: string | null
}

function openBrowser(port: number, localAddress: string, tally: Tally) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const cookies = new Map<string, string>()
  const send = (path: string, body: string | null) =>
    new Promise<Answer>((resolve, reject) => {
      const headers: Record<string, string> = {
        Accept: 'text/html',
        Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        Origin: `http://127.0.0.1:${port}`,
      }
      if (body !== null) headers['Content-Type'] = 'application/x-www-form-urlencoded'
      const method = body === null ? 'GET' : 'POST'
      const asked = request(
        { host: '127.0.0.1', port, path, method, headers, agent, localAddress },
        (answer) => {
          for (const line of answer.headers['set-cookie'] ?? []) {
            const [pair = ''] = line.split(';')
            const at = pair.indexOf('=')
            cookies.set(pair.slice(0, at), pair.slice(at + 1))
          }
          answer.setEncoding('utf8')
          let text = ''
          answer.on('data', (part: string) => (text += part))
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              location: answer.headers.location ?? '',
              text,
              comesBackTo: /url=(\S+)/.exec(String(answer.headers['refresh'] ?? ''))?.[1] ?? null,
            }),
          )
          answer.on('error', reject)
        },
      )
      asked.on('error', reject)
      asked.end(body ?? undefined)
    })
  return {
    ask: async (step: Step | null, path: string, fields?: Readonly<Record<string, string>>) => {
      const started = performance.now()
      const answer = await send(path, fields ? new URLSearchParams(fields).toString() : null)
      if (step !== null) tally.milliseconds[step].push(performance.now() - started)
      if (answer.status >= 500 && answer.status !== 503) tally.serverErrors += 1
      return answer
    },
    close: () => agent.destroy(),
  }
}

function mostOvertaken({ arrived, answered }: Tally): number {
  const rank = new Map(arrived.map((index, place) => [index, place]))
  let latest = -1
  let worst = 0
  for (const index of answered) {
    const place = rank.get(index) ?? 0
    worst = Math.max(worst, latest - place)
    latest = Math.max(latest, place)
  }
  return worst
}
