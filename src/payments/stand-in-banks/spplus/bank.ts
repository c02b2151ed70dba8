import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { dayOf } from '../../../kernel/day.ts'
import { newToken } from '../../../kernel/ids.ts'
import { demoCards } from './demo-shop.ts'
import {
  createNotifier,
  notificationText,
  type Delivery,
  type Notifier,
  type SentNotification,
} from './notifier.ts'
import { readOrder, type BankOrder, type BankShop } from './order.ts'
import {
  backOfficePage,
  cardPage,
  faultPage,
  style,
  ticketPage,
  type ShownPayment,
} from './pages.ts'

export interface StandInBankOptions extends BankShop {
  /** 0: any free port. */
  readonly port: number
  /** 127.0.0.1 unless told otherwise: this bank is for trials. */
  readonly host?: string
  /** Where the portal waits for notifications, without a query string. */
  readonly notifyUrl: string
  readonly clock: () => Date
  /** How late a late notification is. */
  readonly lateMs?: number
}

export interface StandInBank {
  readonly port: number
  /** The address of the payment page: the setting `payment.url`. */
  readonly pageUrl: string
  readonly notifications: () => readonly SentNotification[]
  /** Sends everything of a payment again, also what was lost. */
  readonly sendAgain: (reference: string) => Promise<void>
  /** What happens to a payment later, as an `etat`: 17 refunded, 20 unpaid… */
  readonly operate: (reference: string, etat: string) => Promise<void>
  readonly close: () => Promise<void>
}

interface Payment extends ShownPayment {
  outcome: ShownPayment['outcome']
  refsfp: string
  returnUrl: string
}

interface Bank {
  readonly options: StandInBankOptions
  readonly payments: Map<string, Payment>
  readonly notifier: Notifier
}

/**
 * A bank of our own that speaks SP Plus (payments.md §1): checks the request as the real one did, takes the cards of
 * its demonstration, notifies from server to server and sends the browser back. It keeps nothing on disk.
 */
export async function startStandInBank(options: StandInBankOptions): Promise<StandInBank> {
  const notifier = createNotifier(options.notifyUrl, options.lateMs ?? 10_000)
  const bank: Bank = { options, payments: new Map(), notifier }
  const server = createServer((request, response) => {
    serve(bank, request, response).catch(() => {
      if (!response.headersSent) send(response, 500, faultPage(['incident de la banque']))
    })
  })
  const host = options.host ?? '127.0.0.1'
  const port = await listen(server, options.port, host)
  return {
    port,
    pageUrl: `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}/paiement/init.do`,
    notifications: notifier.sent,
    sendAgain: notifier.sendAgain,
    operate: async (reference, etat) => {
      const payment = [...bank.payments.values()].find((one) => one.order.reference === reference)
      if (payment) await tell(bank, payment, [etat], 'once')
    },
    close: async () => {
      notifier.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

async function serve(
  bank: Bank,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://bank')
  if (!url) return send(response, 404, faultPage(['page inconnue']))
  const route = `${request.method ?? 'GET'} ${url.pathname}`
  if (route === 'GET /style.css') return send(response, 200, style, 'text/css; charset=utf-8')
  if (route === 'GET /paiement/init.do') return begin(bank, url.searchParams, response)
  if (route === 'GET /paiement/carte') return showCard(bank, url.searchParams, response)
  if (route === 'POST /paiement/carte') return takeCard(bank, await formOf(request), response)
  if (route === 'GET /paiement/ticket') return showTicket(bank, url.searchParams, response)
  if (route === 'GET /banque') {
    return send(response, 200, backOfficePage([...bank.payments.values()], bank.notifier.sent()))
  }
  if (route === 'POST /banque') return operate(bank, await formOf(request), response)
  return send(response, 404, faultPage(['page inconnue']))
}

function begin(bank: Bank, query: URLSearchParams, response: ServerResponse): void {
  const read = readOrder(query, bank.options, dayOf(bank.options.clock()))
  if ('faults' in read) return send(response, 400, faultPage(read.faults))
  if ([...bank.payments.values()].some((one) => isSettled(one, read.order))) {
    return send(response, 400, faultPage([usedReference]))
  }
  const payment: Payment = {
    token: newToken(),
    order: read.order,
    outcome: 'OPEN',
    refsfp: '',
    returnUrl: read.order.urlretour,
  }
  bank.payments.set(payment.token, payment)
  send(response, 200, cardPage(payment, null))
}

const usedReference = 'référence déjà utilisée'

function isSettled(payment: Payment, order: BankOrder): boolean {
  return payment.order.reference === order.reference && payment.outcome !== 'OPEN'
}

function showCard(bank: Bank, query: URLSearchParams, response: ServerResponse): void {
  const payment = bank.payments.get(query.get('paiement') ?? '')
  if (!payment || payment.outcome === 'ACCEPTED') {
    return send(response, 404, faultPage(['paiement inconnu']))
  }
  send(response, 200, cardPage(payment, null))
}

async function takeCard(bank: Bank, form: URLSearchParams, response: ServerResponse) {
  const payment = bank.payments.get(form.get('paiement') ?? '')
  if (!payment) return send(response, 404, faultPage(['paiement inconnu']))
  if (isPaidElsewhere(bank, payment)) return send(response, 400, faultPage([usedReference]))
  if (payment.outcome !== 'ACCEPTED') {
    const card = (form.get('carte') ?? '').replace(/\s/g, '')
    const known = card === demoCards.accepted || card === demoCards.refused
    if (!form.has('abandonner') && (!known || form.get('cvv') !== demoCards.cvv)) {
      return send(response, 422, cardPage(payment, 'Cette carte n’est pas de la démonstration.'))
    }
    payment.outcome = form.has('abandonner')
      ? 'ABANDONED'
      : card === demoCards.accepted
        ? 'ACCEPTED'
        : 'REFUSED'
    payment.refsfp = newRefsfp(bank)
    await tell(bank, payment, chains[payment.outcome], deliveryOf(form.get('envoi')))
  }
  return seeOther(response, `/paiement/ticket?paiement=${payment.token}`)
}

/** A parent may have several card pages of one order open. */
function isPaidElsewhere(bank: Bank, { token, order }: Payment): boolean {
  return [...bank.payments.values()].some(
    (one) =>
      one.token !== token && one.order.reference === order.reference && one.outcome === 'ACCEPTED',
  )
}

/** The states that SP Plus goes through (payments.md §1.5): accepted and then settled, refused, abandoned. */
const chains = { ACCEPTED: ['1', '10'], REFUSED: ['2'], ABANDONED: ['12'] } as const

async function tell(bank: Bank, payment: Payment, etats: readonly string[], delivery: Delivery) {
  const texts = etats.map((etat) =>
    notificationText(payment.order, payment.refsfp, etat, bank.options.clent),
  )
  const last = texts.at(-1)
  if (payment.order.urlretour && last)
    payment.returnUrl = `${payment.order.urlretour}?${last.query}`
  await bank.notifier.send(texts, delivery)
}

let count = 0

/** 17 digits that never come twice. */
function newRefsfp(bank: Bank): string {
  count = (count + 1) % 10_000
  return `${bank.options.clock().getTime()}${String(count).padStart(4, '0')}`
}

const deliveries: readonly Delivery[] = ['once', 'twice', 'reversed', 'at-once', 'late', 'lost']

function deliveryOf(wanted: string | null): Delivery {
  return deliveries.find((delivery) => delivery === wanted) ?? 'once'
}

function showTicket(bank: Bank, query: URLSearchParams, response: ServerResponse): void {
  const payment = bank.payments.get(query.get('paiement') ?? '')
  if (!payment) return send(response, 404, faultPage(['paiement inconnu']))
  send(response, 200, ticketPage(payment))
}

async function operate(bank: Bank, form: URLSearchParams, response: ServerResponse) {
  const payment = bank.payments.get(form.get('paiement') ?? '')
  if (!payment) return send(response, 404, faultPage(['paiement inconnu']))
  const isReversal = form.has('rembourser') || form.has('impaye')
  if (isReversal && payment.outcome !== 'ACCEPTED') {
    return send(response, 400, faultPage(['paiement non accepté']))
  }
  if (form.has('rembourser')) await tell(bank, payment, ['15', '17'], 'once')
  else if (form.has('impaye')) await tell(bank, payment, ['20'], 'once')
  else await bank.notifier.sendAgain(payment.order.reference)
  return seeOther(response, '/banque')
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = []
  for await (const part of request) {
    if (Buffer.isBuffer(part) && parts.length < 64) parts.push(part)
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}

function seeOther(response: ServerResponse, to: string): void {
  response.writeHead(303, { Location: to, 'Content-Length': 0 }).end()
}

function send(response: ServerResponse, status: number, body: string, type = 'text/html'): void {
  response.writeHead(status, {
    'Content-Type': type === 'text/html' ? 'text/html; charset=utf-8' : type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy':
      "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body)
}
