import { seal } from '../../providers/spplus/seal.ts'
import type { BankOrder } from './order.ts'

/** What the bank does with its notifications. A real one does each of these one day. */
export type Delivery = 'once' | 'twice' | 'reversed' | 'at-once' | 'late' | 'lost'

export interface SentNotification {
  readonly reference: string
  readonly etat: string
  /** As sent, the seal included. */
  readonly query: string
  readonly deliveries: number
  /** What the shop answered last: its body, or why there was none. */
  readonly answer: string | null
}

export interface Notifier {
  /** Sends the chain of states of one payment. Resolves when each was delivered, held back or lost. */
  readonly send: (queries: readonly NotificationText[], delivery: Delivery) => Promise<void>
  /** Sends everything of a payment again, what was lost before all. */
  readonly sendAgain: (reference: string) => Promise<void>
  readonly sent: () => readonly SentNotification[]
  readonly close: () => void
}

export interface NotificationText {
  readonly reference: string
  readonly etat: string
  readonly query: string
}

/** The text of a notification: still-encoded values, sealed in their order (payments.md §1.4). */
export function notificationText(
  order: BankOrder,
  refsfp: string,
  etat: string,
  clent: string,
): NotificationText {
  const pairs = [
    ['siret', order.siret],
    ['reference', order.reference],
    ['refsfp', refsfp],
    ['montant', order.montant],
    ['devise', order.devise],
    ['etat', etat],
    ...(order.email ? [['email', order.email]] : []),
  ].map(([name = '', value = '']) => [name, encodeURIComponent(value)] as const)
  const hmac = seal(clent, pairs.map(([, value]) => value).join(''))
  const query = [...pairs, ['hmac', hmac] as const].map((pair) => pair.join('=')).join('&')
  return { reference: order.reference, etat, query }
}

/** Seconds before the bank tries again when the shop did not answer `spcheckok`. */
const patience = [1, 5, 30, 300]

/** Notifies the shop from server to server, by GET, until it hears `spcheckok`. */
export function createNotifier(notifyUrl: string, lateMs: number): Notifier {
  const log = new Map<string, SentNotification>()
  const timers = new Set<NodeJS.Timeout>()

  const later = (work: () => void, ms: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer.unref())
  }
  const deliver = async (text: NotificationText, tries = 0): Promise<void> => {
    const answer = await ask(`${notifyUrl}?${text.query}`)
    const before = log.get(text.query)
    log.set(text.query, { ...text, deliveries: (before?.deliveries ?? 0) + 1, answer })
    const wait = patience[tries]
    if (answer.trim() !== 'spcheckok' && wait !== undefined) {
      later(() => void deliver(text, tries + 1), wait * 1_000)
    }
  }
  const inOrder = async (texts: readonly NotificationText[]) => {
    for (const text of texts) await deliver(text)
  }
  const ways: Readonly<Record<Delivery, (texts: readonly NotificationText[]) => Promise<void>>> = {
    once: inOrder,
    twice: async (texts) => inOrder([...texts, ...texts]),
    reversed: async (texts) => inOrder(texts.toReversed()),
    'at-once': async (texts) => {
      await Promise.all([...texts, ...texts].map((text) => deliver(text)))
    },
    late: async (texts) => later(() => void inOrder(texts), lateMs),
    lost: async () => {},
  }
  return {
    send: async (texts, delivery) => {
      for (const text of texts) log.set(text.query, { ...text, deliveries: 0, answer: null })
      await ways[delivery](texts)
    },
    sendAgain: async (reference) =>
      inOrder([...log.values()].filter((text) => text.reference === reference)),
    sent: () => [...log.values()],
    close: () => timers.forEach((timer) => clearTimeout(timer)),
  }
}

async function ask(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) })
    const body = (await answer.text()).slice(0, 100)
    return answer.status === 200 ? body : `HTTP ${answer.status}`
  } catch (error) {
    return error instanceof Error ? error.message : 'sans réponse'
  }
}
